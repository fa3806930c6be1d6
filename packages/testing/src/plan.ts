import type { Clock } from '@llm-balancer/core'
import type { RequestRecord } from './record.ts'
import type { Wire } from './wire/wire.ts'

/** What will be sent to one client, and when: every answer and every fault is one of these. */
export type Plan = {
  /** What made the request fail, for the record; undefined for a normal answer. */
  readonly fault?: string | undefined
  /** Before anything is sent, in ms. */
  readonly delayMs: number
  /** Status and headers; undefined when not even they are sent. */
  readonly head?: { readonly status: number; readonly headers: Readonly<Record<string, string>> } | undefined
  /** The body, in the pieces it is sent in. */
  readonly pieces: readonly string[]
  /** Draws the time before each piece but the first, in ms. */
  readonly gapMs?: (() => number) | undefined
  /** How long the silence after the last piece lasts before the connection is closed, in ms. @default until the client leaves */
  readonly hangMs?: number | undefined
  /** What comes after the last piece: a clean end, silence, or a broken connection. */
  readonly then: 'end' | 'hang' | 'reset' | 'close'
}

/** Carries a plan out, and notes its end in the record. Stops at once when the client leaves. */
export async function play(plan: Plan, wire: Wire, { clock, record }: Stage): Promise<void> {
  const { departure } = wire
  record.fault = plan.fault
  await pause(plan.delayMs, wire, clock)
  if (departure.reason === undefined && plan.head !== undefined) {
    record.status = plan.head.status
    wire.head(plan.head.status, plan.head.headers)
    await sendPieces(plan, wire, clock)
  }
  if (departure.reason === undefined && plan.then === 'hang') await hang(plan, wire, clock)
  record.end = departure.reason ?? (plan.then === 'end' ? 'answered' : 'cut')
  if (departure.reason === undefined && plan.then !== 'end')
    wire.cut(plan.then === 'reset' ? 'reset' : 'close')
}

function hang({ hangMs }: Plan, { departure }: Wire, clock: Clock): Promise<void> {
  return departure.wait((done) => (hangMs === undefined ? () => {} : clock.schedule(done, hangMs)))
}

/** The clock and the record of a response. */
export type Stage = { readonly clock: Clock; readonly record: RequestRecord }

async function sendPieces({ pieces, gapMs, then }: Plan, wire: Wire, clock: Clock): Promise<void> {
  const [first = '', ...rest] = gapMs === undefined ? [pieces.join('')] : pieces
  for (const [index, piece] of [first, ...rest].entries()) {
    if (index > 0 && gapMs !== undefined) await pause(gapMs(), wire, clock)
    if (wire.departure.reason !== undefined) return
    if (index === rest.length && then === 'end') wire.end(piece)
    else await wire.write(piece)
  }
}

function pause(milliseconds: number, { departure }: Wire, clock: Clock): Promise<void> | undefined {
  if (milliseconds <= 0) return undefined
  return departure.wait((done) => clock.schedule(done, milliseconds))
}
