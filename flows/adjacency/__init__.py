"""Relates roles by their coordinates."""

from flows.adjacency.listed import check_listed_distances as check_listed_distances
from flows.adjacency.matrices import build_matrices as build_matrices
from flows.adjacency.neighbours import find_neighbours as find_neighbours
