import { parseArgs } from 'node:util'
import { print } from '../print.ts'
import { wallFaults, type WallFault } from './faults.ts'
import { keepResults } from './page-section.ts'
import { runFault, type Interrupted } from './run-fault.ts'
import type { Judgement } from './verdict.ts'
import { summary, type WallResult } from './wall-result.ts'
import { realWorld } from './worlds.ts'

const options = { only: { type: 'string' }, keep: { type: 'boolean', default: false } } as const

/**
 * Runs the failover wall in real time on 127.0.0.1 and prints a table: about 80 s, which is S15. `--only S07` runs one fault; `--keep`
 * keeps the results for the page that `pnpm bench page` writes.
 */
export async function benchFailover(args: readonly string[]): Promise<void> {
  const { only, keep } = parseArgs({ args: [...args], options }).values
  const chosen = wallFaults.filter(({ id }) => only === undefined || id === only)
  if (chosen.length === 0) throw new RangeError(`there is no fault "${only}"`)
  // At once: they wait most of the time, each with servers of its own.
  const results = await Promise.all(chosen.map(runBoth))
  print('\nfailover wall, strategy `failover`: default settings | streams that break begin again')
  for (const { id, title, throw: plain, restart } of results)
    print(`  ${id} ${title.padEnd(46)} ${shown(plain).padEnd(60)} | ${shown(restart)}`)
  print(`  default settings:               ${summary(results, 'throw')}`)
  print(`  onInterrupted: 'restart':       ${summary(results, 'restart')}`)
  if (keep) keepResults(results)
}

async function runBoth(fault: WallFault): Promise<WallResult> {
  const [plain, restart] = await Promise.all([run(fault, 'throw'), run(fault, 'restart')])
  return { id: fault.id, title: fault.title, throw: plain, restart }
}

async function run(fault: WallFault, interrupted: Interrupted): Promise<Judgement> {
  const world = await realWorld()
  try {
    return await runFault(fault, world, interrupted)
  } finally {
    await world.fake.close()
  }
}

function shown({ verdict, reason }: Judgement): string {
  return `${verdict.padEnd(7)} ${reason}`
}
