import { describe, expect, it } from 'vitest'
import { wallFaults } from './faults.ts'
import { runFault, type Interrupted } from './run-fault.ts'
import type { Verdict } from './verdict.ts'
import { virtualWorld } from './worlds.ts'

/** Those that are not rescued with nothing amiss; all others pass. */
const expected: Readonly<Record<Interrupted, Readonly<Partial<Record<string, Verdict>>>>> = {
  throw: { S01: 'partial', S03: 'partial', S08: 'safe', S09: 'safe', S10: 'safe', S14: 'safe' },
  restart: { S01: 'partial', S03: 'partial' },
}

describe.each(['throw', 'restart'] as const)('the failover wall, broken streams: %s', (interrupted) => {
  it.each(wallFaults)('$id $title', async (fault) => {
    const world = virtualWorld()
    const { verdict, reason } = await runFault(fault, world, interrupted)
    await world.fake.close()
    expect(`${verdict} (${reason})`).toMatch(new RegExp(`^${expected[interrupted][fault.id] ?? 'pass'} `))
  })
})
