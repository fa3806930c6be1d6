import { readProperty } from '../options/read-property.ts'

/**
 * Reads the error objects that vendors send, whatever they are wrapped in: `{ error: { … } }` (most), `{ error: "…" }`,
 * `{ message, type, code }` (vLLM, Mistral), `{ detail }` (FastAPI), `[{ error }]` (Gemini's compatible endpoint), text, and JSON
 * inside a message (Google's SDK, gateways), `{ errors: [{ … }] }` (Cloudflare), `{ base_resp }` (MiniMax), and the error of a vendor
 * behind a gateway in `metadata.raw` (OpenRouter).
 */

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
  readonly object: object
}

/** Characters of the texts of an error that are read. */
const longestMessage = 4000
/** How many items of a list inside an error are looked at. */
const mostItems = 32
/** How many objects deep an error may be wrapped: a client's, a gateway's and the vendor's own. */
const deepest = 5

const nothing: object = {}

/** Reads an error from a body: text, or an object parsed already. Never throws. */
export function readVendorError(body: unknown): VendorError {
  const parsed = typeof body === 'string' ? parseJson(body) : body
  if (parsed === undefined || parsed === null || typeof parsed !== 'object')
    return { words: [], message: typeof body === 'string' ? body : '', object: nothing }
  const levels = levelsOf(headOf(parsed))
  const [object = nothing] = levels
  const param = firstOf(levels, paramOf)
  const status = firstOf(levels, statusOf)
  return {
    words: levels.flatMap(wordsOf),
    message: levels.flatMap(textsOf).join(' ').slice(0, longestMessage),
    ...(param === undefined ? {} : { param }),
    ...(status === undefined ? {} : { status }),
    object,
  }
}

/** The error objects inside one another, innermost first. */
function levelsOf(outermost: unknown): object[] {
  const levels: object[] = []
  for (let level = outermost; levels.length < deepest && isObject(level) && !levels.includes(level);) {
    levels.unshift(level)
    level = innerOf(level)
  }
  return levels
}

function innerOf(level: object): unknown {
  const [first] = itemsOf(readProperty(level, 'errors'))
  const raw = readProperty(readProperty(level, 'metadata'), 'raw')
  const inner = [
    readProperty(level, 'error'),
    readProperty(level, 'base_resp'),
    readProperty(raw, 'data'),
    raw,
    first,
  ]
  return inner.find(isObject) ?? jsonIn(raw) ?? jsonIn(readProperty(level, 'message'))
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/**
 * The object in a message that is JSON, also behind a few words: `Status 429. Body: {"error": …}`. A list without an error in it is
 * something else, such as what a schema finds wrong.
 */
function jsonIn(message: unknown): unknown {
  const text = typeof message === 'string' ? message : ''
  const start = text.search(/[[{]\s*["{]/)
  const parsed = start === -1 ? undefined : parseJson(text.slice(start))
  const head = headOf(parsed)
  return head === parsed || readProperty(head, 'error') !== undefined ? head : undefined
}

/** Google's streaming endpoints wrap the error into a list. */
function headOf(parsed: unknown): unknown {
  return typeof readProperty(parsed, 'length') === 'number' ? readProperty(parsed, 0) : parsed
}

function statusOf(level: object): number | undefined {
  for (const name of ['code', 'status', 'status_code', 'raw_status_code']) {
    const value = readProperty(level, name)
    const status = typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN
    if (Number.isInteger(status) && status >= 400 && status <= 599) return status
  }
  return undefined
}

function wordsOf(level: object): string[] {
  const details = readProperty(level, 'details')
  const all = [details, ...itemsOf(details)]
  const words = [
    readProperty(level, 'code'),
    ...all.flatMap((detail) => [readProperty(detail, 'error_code'), readProperty(detail, 'reason')]),
    ...all.flatMap((detail) =>
      itemsOf(readProperty(detail, 'violations')).map((violation) => readProperty(violation, 'quotaId')),
    ),
    readProperty(readProperty(level, 'innererror'), 'code'),
    readProperty(level, 'type'),
    nameOfShape(readProperty(level, '__type')),
    readProperty(level, 'error_type'),
    readProperty(level, 'status'),
    readProperty(level, 'status_code'),
    readProperty(level, 'error'),
  ]
  return words
    .map((word) => (typeof word === 'number' ? String(word) : word))
    .filter((word): word is string => isSaid(word) && word !== 'error')
}

/** How AWS names an error: `com.amazon.coral.service#ThrottlingException`. */
function nameOfShape(type: unknown): unknown {
  return typeof type === 'string' ? type.slice(type.indexOf('#') + 1) : undefined
}

/** True for a text that says something: servers in Python and Go write what is missing in words (LiteLLM: `param: "None"`). */
function isSaid(word: unknown): word is string {
  return typeof word === 'string' && !/^(none|null|nil|undefined)?$/i.test(word)
}

function textsOf(level: object): string[] {
  const detail = readProperty(level, 'detail')
  const details = [detail, ...itemsOf(detail).map((item) => readProperty(item, 'msg'))]
  const texts = ['message', 'msg', 'status_msg', 'error'].map((name) => readProperty(level, name))
  return [...texts, ...details].filter((text) => typeof text === 'string')
}

/** OpenAI's `param`, Google's field violations, and the place in FastAPI's `detail`. */
function paramOf(level: object): string | undefined {
  const fields = itemsOf(readProperty(level, 'details')).flatMap((detail) =>
    itemsOf(readProperty(detail, 'fieldViolations')).map((violation) => readProperty(violation, 'field')),
  )
  const places = itemsOf(readProperty(level, 'detail')).map((item) =>
    itemsOf(readProperty(item, 'loc')).at(-1),
  )
  return [readProperty(level, 'param'), ...fields, ...places].find(isSaid)
}

function itemsOf(list: unknown): readonly unknown[] {
  const length = isObject(list) ? readProperty(list, 'length') : undefined
  if (typeof length !== 'number') return []
  const items: unknown[] = []
  for (let place = 0; place < Math.min(length, mostItems); place += 1) items.push(readProperty(list, place))
  return items
}

function firstOf<Value>(
  levels: readonly object[],
  read: (level: object) => Value | undefined,
): Value | undefined {
  for (const level of levels) {
    const value = read(level)
    if (value !== undefined) return value
  }
  return undefined
}

/** The JSON object or list that a text holds, or undefined when it holds anything else. */
function parseJson(text: string): object | undefined {
  // Half a document, as the last event of a broken stream is. An exception would take longer than to parse a whole one.
  const last = text.trimEnd().at(-1)
  if (last !== '}' && last !== ']') return undefined
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
