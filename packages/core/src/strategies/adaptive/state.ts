import { defined } from '../../options/defined.ts'
import { numberWithin } from '../../options/checks.ts'
import { readOptions, required, type OptionTable } from '../../options/read-options.ts'
import { readProperty } from '../../options/read-property.ts'
import type { EstimateState } from './latency-estimate.ts'
import type { TargetKnowledge } from './target-knowledge.ts'

const type = 'adaptive'
/** An answer takes no longer than a day. */
const table: OptionTable<EstimateState> = {
  ms: [numberWithin({ min: 0, max: 86_400_000, above: true }), required],
  agoMs: [numberWithin({ min: 0, max: Infinity }), required],
}

/** The latencies of a target, which take longest to learn, as plain data; undefined when none is known. */
export function exportKnowledge({ streams, plainCalls }: TargetKnowledge, now: number): unknown {
  const state = defined({ streams: streams.export(now), plainCalls: plainCalls.export(now) })
  return Object.keys(state).length === 0 ? undefined : { type, ...state }
}

/** Goes on from them; anything else is ignored. @param at the clock time here of the moment of export */
export function importKnowledge(known: TargetKnowledge, state: unknown, at: number): void {
  if (readProperty(state, 'type') !== type) return
  for (const kind of ['streams', 'plainCalls'] as const) {
    const estimate = readEstimate(readProperty(state, kind))
    if (estimate === undefined) continue
    known[kind].restore(estimate, at)
    known.answeredAt = Math.max(known.answeredAt, known[kind].observedAt)
  }
}

function readEstimate(state: unknown): EstimateState | undefined {
  try {
    return readOptions<EstimateState>('', state, table)
  } catch {
    return undefined
  }
}
