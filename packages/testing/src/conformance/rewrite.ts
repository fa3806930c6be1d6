/** Rewrites recorded answers: the same answer as another server would have written it. */
import assert from 'node:assert/strict'
import { parseJsonObject, type JsonRecord } from '@llm-balancer/provider'
import type { Fixture } from './fixtures.ts'

/** A JSON value of an answer, and where it stands. */
export type Leaf = {
  readonly value: unknown
  /** The name under which it stands. */
  readonly name: string
  /** The names above it, outermost first. */
  readonly above: readonly string[]
}

/** Gives another value for one; the same value leaves it as it is. */
export type Change = (leaf: Leaf) => unknown

/** An answer whose values are changed, in their order, those of objects before what is in them. Frames without a change stay as they are, to the byte. */
export function rewritten(fixture: Fixture, change: Change): Fixture {
  return {
    ...fixture,
    body: framesOf(fixture)
      .map((frame) => rewrittenFrame(frame, change))
      .join(''),
  }
}

/** The frames of a stream with their ends; a whole answer is one. */
export function framesOf({ body, stream }: Pick<Fixture, 'body' | 'stream'>): string[] {
  if (!stream) return [body]
  return body.split(/(?<=\n\n|\r\n\r\n|\r\r)/).filter((frame) => frame.trim() !== '')
}

/** The object in a frame, or in a whole answer; undefined where there is none. */
export function objectIn(frame: string): JsonRecord | undefined {
  const text = frame.trimStart().startsWith('{') ? frame : (/^data: ?(\{.*)$/m.exec(frame)?.[1] ?? '')
  return parseJsonObject(text)
}

/** A frame with another object in it. */
export function frameWith(frame: string, object: unknown): string {
  const text = JSON.stringify(object)
  if (frame.trimStart().startsWith('{')) return text
  return frame.replace(/^data: ?\{.*$/m, () => `data: ${text}`)
}

function rewrittenFrame(frame: string, change: Change): string {
  const object = objectIn(frame)
  if (object === undefined) return frame
  const other = changed({ value: object, name: '', above: [] }, change)
  return JSON.stringify(other) === JSON.stringify(object) ? frame : frameWith(frame, other)
}

function changed(leaf: Leaf, change: Change): unknown {
  const value = change(leaf)
  const above = [...leaf.above, leaf.name]
  if (Array.isArray(value))
    return value.map((one: unknown) => changed({ value: one, name: leaf.name, above: leaf.above }, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, changed({ value: one, name, above }, change)]),
  )
}

/** Names of values that are no part of what an answer says. */
const labels =
  /id$|^created|^(model|modelVersion|object|type|role|event|name|finish_?reason|stop_reason|obfuscation|system_fingerprint)$/i

/**
 * An answer in which its text is written in other pieces: `piece` gives the value for each piece of the text, by its place. Copies of a
 * piece in the same frame, and of the whole text at the end of a stream, change with it.
 */
export function withText(
  fixture: Fixture,
  text: string,
  piece: (piece: string, place: number) => unknown,
): { readonly fixture: Fixture; readonly text: string } {
  const pieces: unknown[] = []
  let at = 0
  const body = framesOf(fixture).map((frame) => {
    const written = new Map<string, unknown>()
    return rewrittenFrame(frame, ({ value, name }) => {
      if (typeof value !== 'string' || value === '' || labels.test(name)) return value
      if (written.has(value)) return written.get(value)
      if (at >= text.length || !text.startsWith(value, at)) return value
      at += value.length
      pieces.push(piece(value, pieces.length))
      written.set(value, pieces.at(-1))
      return pieces.at(-1)
    })
  })
  assert.equal(at, text.length, `the text of ${fixture.name} was not found in its body`)
  const said = pieces.map(String).join('')
  const first = { ...fixture, body: body.join('') }
  const isCopy = ({ value, name }: Leaf): boolean => fixture.stream && value === text && !labels.test(name)
  return { fixture: rewritten(first, (leaf) => (isCopy(leaf) ? said : leaf.value)), text: said }
}
