import { readFixtures } from '@llm-balancer/testing/conformance'
import type { Surface } from '@llm-balancer/testing/conformance'

/** An event that carries a piece of text, in any vendor's words. */
const textEvent = /"(content|text|delta)":\s*"[^"]+"/
/** An event that ends something. */
const lastEvent = /"finish_?reason":\s*"|"type":\s*"[\w.-]*(stop|completed|done|end)"/i

/** The recorded stream of a vendor with its pieces of text repeated, so that it has about so many events; one chunk each. */
export function longStream(surface: Surface, events: number): Uint8Array[] {
  const fixture = readFixtures(surface).find(({ name }) => name === 'chat-stream')
  if (fixture === undefined) throw new Error(`no stream is recorded for ${surface}`)
  const recorded = fixture.body.split(/(?<=\r?\n\r?\n)/)
  const piece = recorded.findIndex((event) => textEvent.test(event) && !lastEvent.test(event))
  const repeated = recorded[piece]
  if (repeated === undefined) throw new Error(`the recorded stream of ${surface} has no text`)
  const missing = Math.max(0, events - recorded.length)
  const all = recorded.toSpliced(piece, 0, ...Array.from({ length: missing }, () => repeated))
  const encoder = new TextEncoder()
  return all.map((event) => encoder.encode(event))
}
