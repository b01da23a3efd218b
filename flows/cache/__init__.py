"""Keeps what takes long to make and is the same each time, named by the digest of what it rests on."""

from flows.cache.digests import digest_code as digest_code
from flows.cache.digests import digest_folders as digest_folders
from flows.cache.digests import digest_own_files as digest_own_files
from flows.cache.digests import digest_tables as digest_tables
from flows.cache.files import load_or_make as load_or_make
