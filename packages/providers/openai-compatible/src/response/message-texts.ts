import { isJsonRecord } from '@llm-balancer/provider'
import type { JsonRecord } from '@llm-balancer/provider'
import type { Dialect } from '../dialect.ts'

/** The texts of a message, or of a piece of one. Empty where there is none. */
export type MessageTexts = { readonly text: string; readonly reasoning: string; readonly refusal: string }

const usualReasoningFields = ['reasoning_content', 'reasoning']

/** Reads the texts of a message or a delta. `content` may be a list of parts, as Mistral's reasoning models have it. */
export function messageTexts(message: JsonRecord, dialect: Dialect): MessageTexts {
  const { content } = message
  const parts = Array.isArray(content) ? content.filter(isJsonRecord) : []
  const fields = dialect.reasoningFields ?? usualReasoningFields
  const field = fields.map((name) => message[name]).find((value) => typeof value === 'string' && value !== '')
  return {
    text: plain(content) + parts.map((part) => plain(part['text'])).join(''),
    reasoning: plain(field) + parts.map((part) => thought(part['thinking'])).join(''),
    refusal: plain(message['refusal']),
  }
}

function thought(value: unknown): string {
  if (!Array.isArray(value)) return plain(value)
  return value
    .filter(isJsonRecord)
    .map((part) => plain(part['text']))
    .join('')
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
