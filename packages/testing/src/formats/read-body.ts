/** Reads request bodies and paths that may have any shape. */
import { decoded, isJsonRecord } from '@llm-balancer/provider'
import type { EmbeddingQuestion, Problem } from './wire-format.ts'

/** The fields of an object; no fields for any other value. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return isJsonRecord(value) ? value : {}
}

/** The objects of a list; an empty list for any other value. */
export function recordsOf(value: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isJsonRecord) : []
}

/** A text, or a list of texts; undefined when it is neither. */
export function textsOf(value: unknown): string[] | undefined {
  const list: unknown[] = Array.isArray(value) ? value : [value]
  const texts = list.filter((text) => typeof text === 'string')
  return texts.length > 0 && texts.length === list.length ? texts : undefined
}

/**
 * The path below a prefix. Some official clients have the prefix in their base URL, others in their paths, so it may be
 * there more than once, or not at all.
 */
export function below(prefix: string, path: string): string {
  let rest = path
  while (prefix !== '' && rest.startsWith(`${prefix}/`)) rest = rest.slice(prefix.length)
  return rest
}

/** The key behind `Bearer`. */
export function bearerIn(headers: Readonly<Record<string, string>>): string | undefined {
  return /^Bearer (.+)$/i.exec(headers['authorization'] ?? '')?.[1]
}

/** The model of a path `/models/{id}`; `''` for the list of all; undefined for another path. */
export function modelIn(path: string): string | undefined {
  if (path === '/models') return ''
  return path.startsWith('/models/') ? decoded(path.slice('/models/'.length)) : undefined
}

/** An embedding request in OpenAI's form, which others use as well; some name the length differently. */
export function readEmbeddingQuestion(
  body: unknown,
  dimensionsField = 'dimensions',
): EmbeddingQuestion | Problem {
  if (!isJsonRecord(body)) return { problem: 'We could not parse the JSON body of your request.' }
  const { model, input, encoding_format: encoding } = body
  const texts = textsOf(input)
  const dimensions = body[dimensionsField]
  if (typeof model !== 'string') return { problem: 'you must provide a model parameter' }
  if (texts === undefined) return { problem: "'input' must be a text or a list of texts" }
  return {
    ...{ model, texts, base64: encoding === 'base64' },
    ...(typeof dimensions === 'number' && { dimensions }),
  }
}
