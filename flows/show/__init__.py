"""Shows releases to people: pages, trees and summaries for the terminal."""
