"""Relates roles by their content: what they hold, what they are called, what is said of them."""

from flows.similarity.content import Content as Content
from flows.similarity.content import describe_content as describe_content
from flows.similarity.content import reference_texts as reference_texts
from flows.similarity.layers import LAYERS as LAYERS
from flows.similarity.layers import make_signals as make_signals
from flows.similarity.nearest import find_similar as find_similar
from flows.similarity.nearest import relate_by_content as relate_by_content
