"""The closed vocabularies of the contract, each declared once as a type and used as a tuple."""

from typing import Literal, get_args

Tier = Literal["superfunction", "function", "family", "specialization"]
Track = Literal["S", "P", "M", "E"]
Kind = Literal["responsibility", "task", "skill", "knowledge", "competency", "qualification"]
Prevalence = Literal["core", "common", "occasional"]
Proficiency = Literal["awareness", "working", "practitioner", "expert"]
SkillType = Literal["tool", "technique", "domain", "human"]
AttachedAt = Literal["function", "family", "specialization", "level"]
StorySection = Literal["who", "external_problem", "internal_problem", "why_it_matters", "plan", "stakes", "success"]
Status = Literal["draft", "reviewed", "published", "deprecated"]
ConfidenceBand = Literal["low", "medium", "high"]
ConfidenceBasis = Literal["stated", "rule", "calibrated"]
AliasType = Literal["common", "level_band"]
AppliesTo = Literal["family", "holder", "any"]
Origin = Literal["curated", "source", "rule"]
Predicate = Literal["exact", "close", "broad", "narrow", "related"]
# Of several claims on a pair the first of these stands.
MappingOrigin = Literal["curated", "proposed", "inferred_from_superfunction"]
MappingStatus = Literal["detailed", "group_only", "refused"]
ReviewStatus = Literal["needs_review", "approved", "stale"]
Decision = Literal["approve", "reject"]
ClassificationLevel = Literal["major", "minor", "broad", "detailed", "onet"]
Scheme = Literal["soc_2018", "onet_soc_2019"]
CodeScheme = Literal["isco_08", "onet_soc_2010", "onet_soc_2019", "soc_2010", "soc_2018"]
CodeRelation = Literal["exact", "split", "merge", "narrow", "broad", "none"]
MatchBand = Literal["strong", "partial", "weak"]
DiffersAt = Literal["superfunction", "function", "family", "specialization", "level", "none"]
Direction = Literal["up", "down", "lateral"]
ChangeKind = Literal["rename", "merge", "split", "retire"]
Relation = Literal["unite", "align", "own"]
MatchBasis = Literal["same_name", "alike_words"]
SourceKind = Literal["family_files", "occupation_codes", "code_crosswalk", "role_page", "catalogue_table", "onet"]
Profile = Literal["internal", "public"]
Dimension = Literal["descriptor", "scope", "autonomy", "complexity", "impact", "decision_rights", "leadership"]
# The scorer's: how much a row tells it, down to which group it judges a guess, which texts it reads, and by which
# figures it states a chance.
ScorerProfile = Literal["title", "full", "us_visa"]
GroupLevel = Literal["onet", "detailed", "broad", "minor", "major"]
ScorerField = Literal["title", "names", "description", "components", "everything"]
ScorerFigure = Literal["constant", "group_odds", "top", "gap_second", "gap_rest", "agreement", "spread", "titles_count"]

TIERS: tuple[str, ...] = get_args(Tier)
TRACKS: tuple[str, ...] = get_args(Track)
KINDS: tuple[str, ...] = get_args(Kind)
PREVALENCES: tuple[str, ...] = get_args(Prevalence)
PROFICIENCIES: tuple[str, ...] = get_args(Proficiency)
SKILL_TYPES: tuple[str, ...] = get_args(SkillType)
ATTACHED_AT: tuple[str, ...] = get_args(AttachedAt)
STORY_SECTIONS: tuple[str, ...] = get_args(StorySection)
STATUSES: tuple[str, ...] = get_args(Status)
CONFIDENCE_BANDS: tuple[str, ...] = get_args(ConfidenceBand)
CONFIDENCE_BASES: tuple[str, ...] = get_args(ConfidenceBasis)
ALIAS_TYPES: tuple[str, ...] = get_args(AliasType)
APPLIES_TO: tuple[str, ...] = get_args(AppliesTo)
ORIGINS: tuple[str, ...] = get_args(Origin)
PREDICATES: tuple[str, ...] = get_args(Predicate)
MAPPING_ORIGINS: tuple[str, ...] = get_args(MappingOrigin)
MAPPING_STATUSES: tuple[str, ...] = get_args(MappingStatus)
REVIEW_STATUSES: tuple[str, ...] = get_args(ReviewStatus)
DECISIONS: tuple[str, ...] = get_args(Decision)
CLASSIFICATION_LEVELS: tuple[str, ...] = get_args(ClassificationLevel)
# Several approved mappings of a role stand in this order: the one that says most of the role first.
APPROVED_ORDER: tuple[str, ...] = ("exact", "close", "narrow", "broad", "related")
ONET_SCHEME = "onet_soc_2019"
SCHEMES: tuple[str, ...] = get_args(Scheme)
CODE_SCHEMES: tuple[str, ...] = get_args(CodeScheme)
CODE_RELATIONS: tuple[str, ...] = get_args(CodeRelation)
MATCH_BANDS: tuple[str, ...] = get_args(MatchBand)
DIFFERS_AT: tuple[str, ...] = get_args(DiffersAt)
DIRECTIONS: tuple[str, ...] = get_args(Direction)
CHANGE_KINDS: tuple[str, ...] = get_args(ChangeKind)
RELATIONS: tuple[str, ...] = get_args(Relation)
MATCH_BASES: tuple[str, ...] = get_args(MatchBasis)
SOURCE_KINDS: tuple[str, ...] = get_args(SourceKind)
# The kinds that describe roles.
ROLE_KINDS: tuple[SourceKind, ...] = ("family_files", "role_page", "catalogue_table")
PROFILES: tuple[str, ...] = get_args(Profile)
INTERNAL, PUBLIC = PROFILES
DIMENSIONS: tuple[str, ...] = get_args(Dimension)
SCORER_PROFILES: tuple[str, ...] = get_args(ScorerProfile)
GROUP_LEVELS: tuple[str, ...] = get_args(GroupLevel)
SCORER_FIELDS: tuple[str, ...] = get_args(ScorerField)
SCORER_FIGURES: tuple[str, ...] = get_args(ScorerFigure)
