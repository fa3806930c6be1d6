import type { TargetState } from '../../contracts/target.ts'
import { numberWithin } from '../../options/checks.ts'
import { defined } from '../../options/defined.ts'
import { readOptions, required, type OptionTable } from '../../options/read-options.ts'
import { readProperty } from '../../options/read-property.ts'
import type { UsualState } from '../../prices/usual-usage.ts'
import type { EstimateState } from './latency-estimate.ts'
import type { ReliabilityState } from './reliability.ts'
import { slowestMs, type ReferenceState, type SharedKnowledge } from './shared-knowledge.ts'
import type { SlopeState } from './token-slope.ts'

const type = 'adaptive'
// What no calls can have taught is left out: it would take thousands of them to unlearn it.
const atMost = (max: number) => [numberWithin({ min: 0, max }), required] as const
const agoMs = atMost(Infinity)
/** An answer takes no longer than a day. */
const estimateTable: OptionTable<EstimateState> = {
  ms: [numberWithin({ min: 1, max: 86_400_000 }), required],
  agoMs,
}
const reliabilityTable: OptionTable<ReliabilityState> = { failing: atMost(1), agoMs }
const shareTable: OptionTable<{ readonly share: number }> = { share: atMost(1) }
const slopeTable: OptionTable<SlopeState> = {
  covariance: [numberWithin({ min: -1e15, max: 1e15 }), required],
  variance: atMost(1e15),
}
const usualTable: OptionTable<UsualState> = {
  calls: [numberWithin({ min: 1, max: 21 }), required],
  inputTokens: atMost(1e8),
  outputTokens: atMost(1e8),
}
/** No call costs more than a thousand dollars. */
const referenceTable: OptionTable<ReferenceState> = {
  fastestMs: atMost(slowestMs),
  cheapestMicroUsd: atMost(1e9),
}

/**
 * What is known of a target and takes long to learn, as plain data; undefined when that is nothing. What it shares with all others is in
 * the state of each, because any of them may be the one that is there after a restart.
 */
export function exportKnowledge(shared: SharedKnowledge, target: TargetState, now: number): unknown {
  const known = shared.of(target)
  const { share } = known.pressure
  const state = defined({
    streams: known.streams.export(now),
    plainCalls: known.plainCalls.export(now),
    failures: known.reliability.export(now),
    quota: share < 1 ? { share } : undefined,
    writing: known.writing.export(),
    usual: known.price.usual.export(),
  })
  if (Object.keys(state).length === 0) return undefined
  const among = defined({
    references: shared.exportReferences(),
    reading: shared.reading.export(),
    usual: shared.usage.all.export(),
  })
  return { type, ...state, among }
}

/** Goes on from it; any part that cannot be read is ignored. @param from `at` is the clock time here of the moment of export */
export function importKnowledge(
  shared: SharedKnowledge,
  target: TargetState,
  { state, at }: { readonly state: unknown; readonly at: number },
): void {
  if (readProperty(state, 'type') !== type) return
  const known = shared.of(target)
  for (const kind of ['streams', 'plainCalls'] as const)
    take(state, kind, estimateTable, (estimate) => {
      known[kind].restore(estimate, at)
      known.answeredAt = Math.max(known.answeredAt, known[kind].observedAt)
    })
  take(state, 'failures', reliabilityTable, (failures) => {
    known.reliability.restore(failures, at)
  })
  take(state, 'quota', shareTable, ({ share }) => {
    known.pressure.restore(share)
  })
  take(state, 'writing', slopeTable, (slope) => {
    known.writing.restore(slope)
  })
  take(state, 'usual', usualTable, (usual) => {
    known.price.usual.restore(usual)
  })
  importShared(shared, readProperty(state, 'among'))
}

function importShared(shared: SharedKnowledge, among: unknown): void {
  take(among, 'references', referenceTable, (references) => {
    shared.restoreReferences(references)
  })
  take(among, 'reading', slopeTable, (slope) => {
    shared.reading.restore(slope)
  })
  take(among, 'usual', usualTable, (usual) => {
    shared.usage.all.restore(usual)
  })
}

/** Uses a part of a state, where it can be read. */
function take<Part extends object>(
  ...[state, name, table, use]: readonly [unknown, string, OptionTable<Part>, (part: Part) => void]
): void {
  const part = readPart(readProperty(state, name), table)
  if (part !== undefined) use(part)
}

function readPart<Part extends object>(state: unknown, table: OptionTable<Part>): Part | undefined {
  try {
    return readOptions<Part>('', state, table)
  } catch {
    return undefined
  }
}
