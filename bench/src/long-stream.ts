import { readFixtures } from '@llm-balancer/testing/conformance'
import type { Surface } from '@llm-balancer/testing/conformance'

/** An event that carries a piece of text, in any vendor's words. */
const textEvent = /"(content|text|delta)":\s*"[^"]+"/
/** An event that ends something. */
const lastEvent = /"finish_?reason":\s*"|"type":\s*"[\w.-]*(stop|completed|done|end)"/i

/** Pieces of a text as models write them, as they stand in JSON. */
const pieces = (
  'A | load| balancer| spreads| calls|,| so| that| no| key| carries| all| of| them|.\\n\\n|It| also| knows| which| of| them| is|' +
  ' \\"slow\\"|:| that| one| gets| fewer| calls|.| über| 100| ms'
).split('|')

/** The recorded stream of a vendor with more pieces of text, so that it has about so many events; one chunk each. */
export function longStream(surface: Surface, events: number): Uint8Array[] {
  const fixture = readFixtures(surface).find(({ name }) => name === 'chat-stream')
  if (fixture === undefined) throw new Error(`no stream is recorded for ${surface}`)
  const recorded = fixture.body.split(/(?<=\r?\n\r?\n)/)
  const piece = recorded.findIndex((event) => textEvent.test(event) && !lastEvent.test(event))
  const repeated = recorded[piece]
  if (repeated === undefined) throw new Error(`the recorded stream of ${surface} has no text`)
  const missing = Math.max(0, events - recorded.length)
  const more = Array.from({ length: missing }, (_, index) => {
    const text = pieces[index % pieces.length] ?? ''
    return repeated.replaceAll(new RegExp(textEvent, 'g'), (found) =>
      found.replace(/"[^"]+"$/, () => `"${text}"`),
    )
  })
  const all = recorded.toSpliced(piece, 0, ...more)
  const encoder = new TextEncoder()
  return all.map((event) => encoder.encode(event))
}
