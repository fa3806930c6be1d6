import { inTurn } from '../in-turn.ts'
import { versionOf } from '../version-of.ts'
import { libraryRivals } from './libraries.ts'
import { ownSides } from './own.ts'
import { policyRivals } from './policies.ts'
import type { Rival } from './rival.ts'
import { instantFetch } from './transport.ts'

/** What one side of the comparison costs. */
export interface RivalRow {
  readonly name: string
  /** CPU µs of a whole answer; undefined for what reads none. */
  readonly call?: number | undefined
  /** CPU µs of a stream; undefined for what reads none. */
  readonly stream?: number | undefined
}

/** Every side, the bare one first, over a `fetch` that answers at once. */
export async function measureRivals(): Promise<RivalRow[]> {
  const before = globalThis.fetch
  const fetch = instantFetch()
  globalThis.fetch = fetch as typeof globalThis.fetch
  const sides = [...policyRivals(fetch), ...ownSides(fetch), ...libraryRivals(fetch)]
  try {
    await checkAnswers(sides)
    const calls = await costsOf(sides, 'call')
    const streams = await costsOf(sides, 'stream')
    return sides.map((side) => ({ name: labelOf(side), call: calls.get(side), stream: streams.get(side) }))
  } finally {
    for (const { close } of sides) await close?.()
    globalThis.fetch = before
  }
}

/** Nobody is measured who does not read what the others read. */
async function checkAnswers(sides: readonly Rival[]): Promise<void> {
  for (const way of ['call', 'stream'] as const) {
    const answers = new Map<string, string>()
    for (const side of sides) {
      const answer = await side[way]?.()
      const isBareStream = way === 'stream' && side === sides[0]
      if (answer !== undefined && !isBareStream) answers.set(answer, side.name)
    }
    if (answers.size !== 1) throw new Error(`the answers differ: ${[...answers.values()].join(', ')}`)
  }
}

async function costsOf(sides: readonly Rival[], way: 'call' | 'stream'): Promise<Map<Rival, number>> {
  const able = sides.flatMap((side) => (side[way] === undefined ? [] : [{ side, work: side[way] }]))
  const costs = await inTurn(able.map(({ work }) => work))
  return new Map(able.map(({ side }, index) => [side, costs[index] ?? NaN]))
}

function labelOf({ name, packages }: Rival): string {
  const versions = packages.map((one) => `${one === name ? '' : `${one} `}${versionOf(one)}`)
  return versions.length === 0 ? name : `${name} (${versions.join(', ')})`
}
