import type { Wire } from '../wire.ts'
import { anthropic } from './anthropic.ts'
import { chatCompletions } from './chat-completions.ts'
import { cohere } from './cohere.ts'
import { dialects } from './dialects.ts'
import { google } from './google.ts'
import { responses } from './responses.ts'

/** Answers written from the vendors' own documentation. */
export const sequences: readonly Wire[] = [
  ...chatCompletions,
  ...dialects,
  ...anthropic,
  ...google,
  ...cohere,
  ...responses,
]
