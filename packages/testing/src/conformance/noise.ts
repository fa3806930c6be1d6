/** Bodies that no vendor would send, made from a seed and from the words of the recorded ones. */
import { randomIndex, type Random } from '@llm-balancer/core'
import { isJsonRecord } from '@llm-balancer/provider'
import type { Fixture } from './fixtures.ts'

/** The words noise is made of: with a surface's own, it gets further into an adapter. */
export type Vocabulary = {
  readonly names: readonly string[]
  readonly texts: readonly string[]
  /** The documents of the surface, and the events of its streams. */
  readonly documents: readonly unknown[]
  readonly events: readonly string[]
}

const deepest = 5
const widest = 5
const oddNumbers = [0, -1, 0.5, 1e308, -1e-300, 2 ** 53, 4_294_967_296]
const oddTexts = [
  '',
  '[DONE]',
  '__proto__',
  'null',
  '{',
  '"',
  '\u0000',
  '\ud800',
  '😀',
  'data: x',
  '\r\n\r\n',
]

/** Everything recorded of a surface, taken apart. */
export function vocabularyOf(fixtures: readonly Fixture[]): Vocabulary {
  const names = new Set<string>(['__proto__', 'constructor', 'toString', 'length'])
  const texts = new Set<string>(oddTexts)
  const events = new Set<string>()
  const documents = fixtures.flatMap(documentsIn)
  for (const { body } of fixtures)
    for (const [, event = ''] of body.matchAll(/^event: (.+)$/gm)) events.add(event.trim())
  for (const document of documents) collectWords(document, names, texts)
  return { names: [...names], texts: [...texts], documents, events: [...events] }
}

/** The JSON of a recorded body, or of each event of a recorded stream. */
export function documentsIn({ body, stream }: Fixture): unknown[] {
  if (!stream) return parsed(body)
  return body.split(/\r?\n/).flatMap((line) => (line.startsWith('data: ') ? parsed(line.slice(6)) : []))
}

/** One body of noise, to be read as a document or as a stream. */
export function noiseOf(vocabulary: Vocabulary, random: Random): string | Uint8Array {
  const document = (): string => JSON.stringify(randomEnvelope(vocabulary, random))
  const choices: readonly (() => string | Uint8Array)[] = [
    () => randomBytes(random),
    () => randomLines(vocabulary, random),
    document,
    () =>
      Array.from({ length: randomIndex(8, random) }, () => framed(document(), vocabulary, random)).join(''),
    () => Array.from({ length: 3 }, document).join('\n'),
  ]
  return choices[randomIndex(choices.length, random)]?.() ?? ''
}

/** Random bytes, at least one and at most 2 KiB. */
export function randomBytes(random: Random): Uint8Array {
  return Uint8Array.from({ length: 1 + randomIndex(2048, random) }, () => randomIndex(256, random))
}

/** A JSON value of any shape. */
function randomJson(vocabulary: Vocabulary, random: Random, depth = 0): unknown {
  const kind = randomIndex(depth < deepest ? 8 : 5, random)
  if (kind === 0) return null
  if (kind === 1) return random() < 0.5
  if (kind === 2) return randomOf(oddNumbers, random)
  if (kind < 5) return randomOf(vocabulary.texts, random)
  const size = randomIndex(widest, random)
  const values = Array.from({ length: size }, () => randomJson(vocabulary, random, depth + 1))
  if (kind === 5) return values
  return Object.fromEntries(values.map((value) => [randomOf(vocabulary.names, random), value]))
}

/** Noise alone, or deep in a document that looks like the surface's own. */
function randomEnvelope(vocabulary: Vocabulary, random: Random): unknown {
  const noise = randomJson(vocabulary, random)
  const envelope = structuredClone(randomOf(vocabulary.documents, random))
  if (random() < 0.3 || typeof envelope !== 'object' || envelope === null) return noise
  let within = envelope as Record<string, unknown>
  for (;;) {
    const name = randomOf(Object.keys(within), random)
    const inner = name === undefined ? undefined : within[name]
    if (name !== undefined && (random() < 0.3 || typeof inner !== 'object' || inner === null)) {
      within[name] = noise
      return envelope
    }
    if (name === undefined) return envelope
    within = inner as Record<string, unknown>
  }
}

/** A document as a server-sent event. */
function framed(document: string, { events }: Vocabulary, random: Random): string {
  const event = randomOf(events, random)
  const end = randomOf(['\n\n', '\r\n\r\n', '\r\r', '\n'], random) ?? ''
  return `${event === undefined || random() < 0.3 ? '' : `event: ${event}\n`}data: ${document}${end}`
}

/** Lines of a stream without sense. */
function randomLines({ events, texts }: Vocabulary, random: Random): string {
  const fields = ['data: ', 'data:', 'event: ', 'id: ', 'retry: ', ': ', '', '\ufeffdata: ']
  const line = (): string =>
    `${randomOf(fields, random) ?? ''}${randomOf(random() < 0.5 ? events : texts, random) ?? ''}${randomOf(['\n', '\r', '\r\n', '\n\n'], random) ?? ''}`
  return Array.from({ length: randomIndex(40, random) }, line).join('')
}

function randomOf<Value>(values: readonly Value[], random: Random): Value | undefined {
  return values[randomIndex(values.length, random)]
}

function parsed(json: string): unknown[] {
  try {
    return [JSON.parse(json)]
  } catch {
    return []
  }
}

function collectWords(value: unknown, names: Set<string>, texts: Set<string>): void {
  if (typeof value === 'string') texts.add(value)
  if (Array.isArray(value)) for (const inner of value as unknown[]) collectWords(inner, names, texts)
  if (!isJsonRecord(value)) return
  for (const [name, inner] of Object.entries(value)) {
    names.add(name)
    collectWords(inner, names, texts)
  }
}
