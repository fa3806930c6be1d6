import { randomIndex, type Random } from '@llm-balancer/core'
import type { StubResponse } from './stub-fetch.ts'

/** Values of unexpected types. */
const strange: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  '',
  'text',
  '[DONE]',
  '__proto__',
  [],
  {},
  [null],
  [[]],
  [{}],
  { type: null },
  { length: -1 },
]

/** A response that is damaged somewhere: in its JSON, its bytes or its headers. */
export function damaged(response: StubResponse, random: Random): StubResponse {
  const text = String(response.body)
  const kind = random()
  if (kind < 0.5) return { ...response, body: mutateJson(text, random) }
  if (kind < 0.9) return { ...response, body: mutateBytes(new TextEncoder().encode(text), random) }
  const values = [
    '-5',
    'NaN',
    'Infinity',
    '1e999',
    '',
    '99999999999999999999',
    'Fri, 99 Foo 2026',
    '0x10',
    '1,2',
  ]
  const value = values[randomIndex(values.length, random)] ?? ''
  const headers = Object.fromEntries(
    Object.entries(response.headers).map(([name, old]) => [
      name,
      /retry|limit|date/.test(name) ? value : old,
    ]),
  )
  return { ...response, headers: { ...headers, 'retry-after': value, 'retry-after-ms': value } }
}

/** A stream of which up to three frames are left out, repeated or exchanged. */
export function withMovedFrames(response: StubResponse, random: Random): StubResponse {
  const frames = String(response.body)
    .split(/(?:\r\n|\r|\n){2,}/)
    .filter((frame) => frame.trim() !== '')
  for (let turn = randomIndex(3, random); turn >= 0; turn -= 1) {
    const at = randomIndex(frames.length, random)
    const frame = frames[at] ?? ''
    const kind = randomIndex(3, random)
    if (kind === 0) frames.splice(at, 1)
    else if (kind === 1) frames.splice(at, 0, frame)
    else {
      const other = randomIndex(frames.length, random)
      frames[at] = frames[other] ?? ''
      frames[other] = frame
    }
  }
  return { ...response, body: frames.map((frame) => `${frame}\n\n`).join('') }
}

/** Damages bytes: some changed, some left out, some doubled, some added, or the end missing. */
function mutateBytes(bytes: Uint8Array, random: Random): Uint8Array {
  const start = randomIndex(bytes.length + 1, random)
  const size = 1 + randomIndex(40, random)
  const before = bytes.subarray(0, start)
  const after = bytes.subarray(Math.min(bytes.length, start + size))
  const noise = Uint8Array.from({ length: size }, () => randomIndex(256, random))
  const choices: readonly (readonly Uint8Array[])[] = [
    [before, noise, after],
    [before, after],
    [before, bytes.subarray(start, start + size), bytes.subarray(start)],
    [before, noise, bytes.subarray(start)],
    [before],
    [noise],
  ]
  return joined(choices[randomIndex(choices.length, random)] ?? [])
}

/** Replaces, removes or doubles one value somewhere in the JSON of a body, or of one event of a stream. */
function mutateJson(text: string, random: Random): string {
  const lines = text.split('\n')
  const starts = lines.flatMap((line, index) => (line.startsWith('data: {') ? [index] : []))
  const chosen = starts[randomIndex(starts.length, random)]
  if (chosen === undefined) return mutateValue(text, random)
  lines[chosen] = `data: ${mutateValue((lines[chosen] ?? '').slice(6), random)}`
  return lines.join('\n')
}

type Place = { readonly within: Record<string, unknown>; readonly key: string }

function mutateValue(json: string, random: Random): string {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return json
  }
  const places = placesIn(value)
  const place = places[randomIndex(places.length, random)]
  if (place === undefined) return json
  const { within, key } = place
  const choice = random()
  if (choice < 0.2) Reflect.deleteProperty(within, key)
  else if (choice < 0.3) within[key] = doubled(within[key])
  else within[key] = strange[randomIndex(strange.length, random)]
  return JSON.stringify(value)
}

function doubled(value: unknown): unknown {
  return Array.isArray(value) ? [...(value as unknown[]), ...(value as unknown[])] : [value, value]
}

function placesIn(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return []
  const within = value as Record<string, unknown>
  return Object.keys(within).flatMap((key) => [{ within, key }, ...placesIn(within[key])])
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((total, { length }) => total + length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
