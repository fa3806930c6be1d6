import { asText, compact, isJsonRecord } from '@llm-balancer/provider'
import type { ReasoningEffort, ResponseFormat } from '@llm-balancer/provider'
import { shownType, untranslatable } from './untranslatable.ts'

/** A number of a request. @throws TypeError for anything else, which would be lost */
export function readNumber(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'number') return value
  throw untranslatable(
    `a setting with ${typeof value === 'string' ? 'a text' : 'something'} in the place of its number`,
  )
}

/** One text or several, where an answer ends. @throws TypeError for anything else, which would be lost */
export function readStops(value: unknown): string[] | undefined {
  if (typeof value === 'string') return [value]
  if (value === undefined || value === null) return undefined
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value
  throw untranslatable('a stop sequence other than a text')
}

const efforts: readonly string[] = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']

/** How hard the model thinks. @throws TypeError for an unknown effort */
export function readEffort(value: unknown): ReasoningEffort | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string' && efforts.includes(value)) return value as ReasoningEffort
  throw untranslatable(`a reasoning effort of ${shownType(value)}`)
}

/** OpenAI's `response_format`, or `text.format` of its Responses. @throws TypeError for another type */
export function readFormat(value: unknown): ResponseFormat | undefined {
  if (!isJsonRecord(value)) return undefined
  switch (value['type']) {
    case 'text':
      return undefined
    case 'json_object':
      return { type: 'json' }
    case 'json_schema': {
      const form = isJsonRecord(value['json_schema']) ? value['json_schema'] : value
      const { name, description, schema, strict } = form
      return {
        type: 'json',
        ...compact({
          name: asText(name) || undefined,
          description: asText(description) || undefined,
          schema: isJsonRecord(schema) ? schema : undefined,
          strict: typeof strict === 'boolean' ? strict : undefined,
        }),
      }
    }
    default:
      throw untranslatable(`a response format of ${shownType(value['type'])}`)
  }
}
