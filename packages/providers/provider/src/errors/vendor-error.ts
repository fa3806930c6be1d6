/**
 * Reads the error objects vendors send, whatever they wrap them in: `{ error: { … } }` (most), `{ error: "…" }`,
 * `{ message, type, code }` (vLLM, Mistral), `{ detail }` (FastAPI), `[{ error }]` (Gemini's compatible endpoint), text.
 */

/** What a vendor said about a failure. */
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
  readonly object: Readonly<Record<string, unknown>>
}

/** Reads an error from a body: text, or an object parsed already. */
export function readVendorError(body: unknown): VendorError {
  const parsed = typeof body === 'string' ? parseJson(body) : body
  if (parsed === undefined) return { words: [], message: typeof body === 'string' ? body : '', object: {} }
  const outer = asRecord(Array.isArray(parsed) ? parsed[0] : parsed)
  const inner = typeof outer['error'] === 'string' ? outer : asRecord(outer['error'] ?? outer)
  const status = [
    inner['code'],
    inner['status'],
    inner['status_code'],
    outer['status_code'],
    outer['raw_status_code'],
    outer['code'],
  ]
    .map((value) => (typeof value === 'number' || typeof value === 'string' ? Number(value) : NaN))
    .find((value) => Number.isInteger(value) && value >= 400 && value <= 599)
  const param = inner['param']
  return {
    words: wordsOf(inner, outer),
    message: messageOf(inner, outer),
    ...(typeof param === 'string' ? { param } : {}),
    ...(status === undefined ? {} : { status }),
    object: inner,
  }
}

function wordsOf(
  inner: Readonly<Record<string, unknown>>,
  outer: Readonly<Record<string, unknown>>,
): string[] {
  const details = Array.isArray(inner['details'])
    ? inner['details'].map(asRecord)
    : [asRecord(inner['details'])]
  const violations = details.flatMap(({ violations: list }) =>
    Array.isArray(list) ? list.map(asRecord) : [],
  )
  const innermost = asRecord(inner['innererror'])
  return [
    inner['code'],
    ...details.flatMap((detail) => [detail['error_code'], detail['reason']]),
    ...violations.map((violation) => violation['quotaId']),
    innermost['code'],
    inner['type'],
    inner['error_type'],
    inner['status'],
    outer['error'],
  ]
    .map((word) => (typeof word === 'number' ? String(word) : word))
    .filter((word): word is string => typeof word === 'string' && word !== '')
}

function messageOf(
  inner: Readonly<Record<string, unknown>>,
  outer: Readonly<Record<string, unknown>>,
): string {
  const detail = outer['detail']
  const details = Array.isArray(detail) ? detail.map((entry) => asRecord(entry)['msg']) : [detail]
  return [inner['message'], inner['error'], ...details]
    .filter((text) => typeof text === 'string')
    .join(' ')
    .slice(0, 4000)
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
