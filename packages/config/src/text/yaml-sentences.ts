import type { ErrorCode } from 'yaml'

/** What each fault of the syntax is, without a word of the text, which may be a secret. */
const sentences: Readonly<Partial<Record<ErrorCode, string>>> = {
  ALIAS_PROPS: 'an alias (*name) cannot have an anchor or a tag; remove it',
  BAD_ALIAS: 'an alias (*name) has no anchor (&name) before it; quote the text if it is none',
  BAD_COLLECTION_TYPE: 'a tag (!…) does not fit its value; remove it',
  BAD_DIRECTIVE: 'a line that begins with % is a directive, which is not supported; remove it',
  BAD_DQ_ESCAPE:
    'a text in double quotes has an unknown escape; write a backslash twice, or use single quotes',
  BAD_INDENT:
    'the indentation is not that of the lines around it; align it with them, or close a bracket before it',
  BAD_PROP_ORDER: 'an anchor (&name) or tag (!…) stands in the wrong place; put it before its value',
  BAD_SCALAR_START: 'a text begins with a character that has a meaning in YAML; put it in quotes',
  BLOCK_AS_IMPLICIT_KEY:
    'two keys stand on one line; put the second one on a line of its own, or its value in quotes',
  BLOCK_IN_FLOW: 'a list or map over several lines is inside of brackets; use brackets for it as well',
  KEY_OVER_1024_CHARS: 'a key has more than 1024 characters; a closing quote or bracket may be missing',
  MISSING_CHAR: 'a closing quote, bracket or comma, or a colon or space is missing; complete it',
  MULTILINE_IMPLICIT_KEY: 'a key goes over several lines; put it on one, with ": " after it',
  MULTIPLE_ANCHORS: 'a value has two anchors (&name); keep one',
  MULTIPLE_DOCS: 'a second document begins (---); a configuration is one document',
  MULTIPLE_TAGS: 'a value has two tags (!…); remove them',
  TAB_AS_INDENT: 'a line is indented with a tab; use spaces',
  TAG_RESOLVE_FAILED: 'a tag (!…) is not supported; remove it, or put the text in quotes',
  UNEXPECTED_TOKEN:
    'something does not belong here; check the quotes and brackets before it, and quote ${…} inside of { } and [ ]',
}

/** A fault of the syntax, in a sentence. */
export function yamlSentence(code: ErrorCode): string {
  return sentences[code] ?? 'this is not YAML or JSON; check the quotes, brackets and indentation before it'
}
