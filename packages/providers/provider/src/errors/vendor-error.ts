/**
 * Reads the error objects vendors send, whatever they are wrapped in: `{ error: { … } }` (most), `{ error: "…" }`,
 * `{ message, type, code }` (vLLM, Mistral), `{ detail }` (FastAPI), `[{ error }]` (Gemini's compatible endpoint), text.
 */
import { asRecord, asRecords } from '../read/as-value.ts'
import { parseJson, type JsonRecord } from '../read/json-record.ts'

/** A vendor's error, as far as it could be read. */
export type VendorError = {
  /** Its codes, types and reasons, most telling first: `insufficient_quota`. */
  readonly words: readonly string[]
  /** Its free text. For matching only: it may echo keys and prompts. */
  readonly message: string
  /** The parameter it complains about. */
  readonly param?: string
  /** An HTTP status in the object itself, as errors inside a stream have it. */
  readonly status?: number
  /** The innermost error object, for what is not read here. */
  readonly object: JsonRecord
}

/** Reads an error from a body: text, or an object parsed already. */
export function readVendorError(body: unknown): VendorError {
  const parsed = typeof body === 'string' ? parseJson(body) : body
  if (parsed === undefined) return { words: [], message: typeof body === 'string' ? body : '', object: {} }
  const outer = asRecord(Array.isArray(parsed) ? parsed[0] : parsed)
  const inner = typeof outer['error'] === 'string' ? outer : asRecord(outer['error'] ?? outer)
  const { param } = inner
  const status = statusOf(inner, outer)
  return {
    words: wordsOf(inner, outer),
    message: messageOf(inner, outer),
    ...(typeof param === 'string' ? { param } : {}),
    ...(status === undefined ? {} : { status }),
    object: inner,
  }
}

function statusOf(inner: JsonRecord, outer: JsonRecord): number | undefined {
  const { code, status, status_code: statusCode } = inner
  const { status_code: outerStatus, raw_status_code: rawStatus, code: outerCode } = outer
  return [code, status, statusCode, outerStatus, rawStatus, outerCode]
    .map((value) => (typeof value === 'number' || typeof value === 'string' ? Number(value) : NaN))
    .find((value) => Number.isInteger(value) && value >= 400 && value <= 599)
}

function wordsOf(inner: JsonRecord, outer: JsonRecord): string[] {
  const details = Array.isArray(inner['details']) ? asRecords(inner['details']) : [asRecord(inner['details'])]
  const violations = details.flatMap((detail) => asRecords(detail['violations']))
  return [
    inner['code'],
    ...details.flatMap((detail) => [detail['error_code'], detail['reason']]),
    ...violations.map((violation) => violation['quotaId']),
    asRecord(inner['innererror'])['code'],
    inner['type'],
    inner['error_type'],
    inner['status'],
    outer['error'],
  ]
    .map((word) => (typeof word === 'number' ? String(word) : word))
    .filter((word): word is string => typeof word === 'string' && word !== '')
}

function messageOf(inner: JsonRecord, outer: JsonRecord): string {
  const { detail } = outer
  const details = Array.isArray(detail) ? asRecords(detail).map(({ msg }) => msg) : [detail]
  return [inner['message'], inner['error'], ...details]
    .filter((text) => typeof text === 'string')
    .join(' ')
    .slice(0, 4000)
}
