import { numberWithin } from '../../options/checks.ts'
import { defined } from '../../options/defined.ts'
import { readOptions, required, type OptionTable } from '../../options/read-options.ts'
import { readProperty } from '../../options/read-property.ts'
import type { EstimateState } from './latency-estimate.ts'
import type { ReliabilityState } from './reliability.ts'
import type { TargetKnowledge } from './target-knowledge.ts'

const type = 'adaptive'
const agoMs = [numberWithin({ min: 0, max: Infinity }), required] as const
/** An answer takes no longer than a day. */
const estimateTable: OptionTable<EstimateState> = {
  ms: [numberWithin({ min: 0, max: 86_400_000, above: true }), required],
  agoMs,
}
const reliabilityTable: OptionTable<ReliabilityState> = {
  failing: [numberWithin({ min: 0, max: 1 }), required],
  agoMs,
}
const shareTable: OptionTable<{ readonly share: number }> = {
  share: [numberWithin({ min: 0, max: 1 }), required],
}

/** What is known of a target and takes long to learn, as plain data; undefined when that is nothing. */
export function exportKnowledge(known: TargetKnowledge, now: number): unknown {
  const { share } = known.pressure
  const state = defined({
    streams: known.streams.export(now),
    plainCalls: known.plainCalls.export(now),
    failures: known.reliability.export(now),
    quota: share < 1 ? { share } : undefined,
  })
  return Object.keys(state).length === 0 ? undefined : { type, ...state }
}

/** Goes on from it; anything else is ignored. @param at the clock time here of the moment of export */
export function importKnowledge(known: TargetKnowledge, state: unknown, at: number): void {
  if (readProperty(state, 'type') !== type) return
  for (const kind of ['streams', 'plainCalls'] as const) {
    const estimate = readPart(readProperty(state, kind), estimateTable)
    if (estimate === undefined) continue
    known[kind].restore(estimate, at)
    known.answeredAt = Math.max(known.answeredAt, known[kind].observedAt)
  }
  const failures = readPart(readProperty(state, 'failures'), reliabilityTable)
  if (failures !== undefined) known.reliability.restore(failures, at)
  const quota = readPart(readProperty(state, 'quota'), shareTable)
  if (quota !== undefined) known.pressure.restore(quota.share)
}

function readPart<Part extends object>(state: unknown, table: OptionTable<Part>): Part | undefined {
  try {
    return readOptions<Part>('', state, table)
  } catch {
    return undefined
  }
}
