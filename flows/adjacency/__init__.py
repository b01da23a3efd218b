"""Relates roles by their coordinates."""

from flows.adjacency.listed import check_listed_distances as check_listed_distances
from flows.adjacency.matrices import build_family_matrix as build_family_matrix
from flows.adjacency.matrices import build_matrices as build_matrices
from flows.adjacency.matrices import iterate_role_matrix as iterate_role_matrix
from flows.adjacency.neighbours import find_neighbours as find_neighbours
from flows.adjacency.neighbours import iterate_nearest as iterate_nearest
from flows.adjacency.neighbours import nearest_by_coordinates as nearest_by_coordinates
from flows.adjacency.ordering import order_families as order_families
from flows.adjacency.pairs import compare_holdings as compare_holdings
from flows.adjacency.pairs import count_nearer as count_nearer
from flows.adjacency.pairs import explain_pairs as explain_pairs
from flows.adjacency.routes import find_route as find_route
