import type { CloseOptions } from '../contracts/balancer.ts'
import { nonNegative } from '../options/checks.ts'
import { readOptions, type OptionTable } from '../options/read-options.ts'
import type { Engine } from '../run/engine.ts'
import { Hedging } from '../run/hedging.ts'
import { RunRegistry } from '../run/run-registry.ts'
import { Trials, trialEveryMs } from '../run/trials.ts'
import { WaitingQueue } from '../run/waiting-queue.ts'
import { CandidateView } from '../strategies/candidate-view.ts'
import { Reporter } from '../targets/reporter.ts'
import { TargetList } from '../targets/target-list.ts'
import { scheduleUnlessNever } from '../time/clock.ts'
import { steadyClock } from '../time/steady-clock.ts'
import { steadyRandom } from '../time/steady-random.ts'
import { importState } from './import-state.ts'
import { bindStrategy } from './live-engine.ts'
import type { ResolvedOptions } from './options.ts'

/** What the runs of a new balancer share. @throws what is wrong with its targets or its strategy */
export function createEngine<Client>({
  targets,
  guards,
  pools,
  initialState,
  ...settings
}: ResolvedOptions<Client>): Engine<Client> {
  const clock = steadyClock(settings.clock, (part, error) => {
    reporter.failed(part, error)
  })
  const reporter = new Reporter(clock)
  const random = steadyRandom(settings.random, reporter.report)
  const list = new TargetList<Client>({ clock, reporter, guards, pools })
  const { index } = list
  const trials = new Trials(clock)
  const queue = new WaitingQueue({
    clock,
    refresh(now) {
      index.refresh(now)
    },
    nextChangeAt(now) {
      const comesBackAt = index.select().blocked.first?.comesBackAt ?? Infinity
      // One that may be tried a little later, or whose guard does not say when it changes, is found by looking.
      return list.mayTry || index.isSilent
        ? Math.min(comesBackAt, now + (trials.delayMs || trialEveryMs))
        : comesBackAt
    },
  })
  const engine: Engine<Client> = {
    ...settings,
    clock,
    random,
    reporter,
    targets: list,
    runs: new RunRegistry(),
    queue,
    trials,
    hedging: new Hedging(),
    strategies: new WeakSet(),
    view: new CandidateView(),
  }
  index.onChange(() => {
    queue.wake()
  })
  for (const target of targets) list.add(target, engine)
  bindStrategy(engine, settings.strategy)
  if (initialState !== undefined) importState(engine, initialState)
  return engine
}

const closeTable: OptionTable<{ readonly graceMs: number }> = { graceMs: [nonNegative, Infinity] }

/** Takes no new runs and ends the waiting ones; resolves when the running ones have ended. */
export async function closeEngine<Client>(engine: Engine<Client>, options: CloseOptions = {}): Promise<void> {
  const { graceMs } = readOptions('close', options, closeTable)
  const { runs, queue, reporter, clock, targets } = engine
  if (!runs.isClosed) {
    runs.close()
    queue.close()
    reporter.emit('balancer-closed', {})
  }
  const cancelTimer = scheduleUnlessNever(clock, graceMs, () => {
    runs.endAll()
  })
  if (runs.running > 0 && graceMs === 0) runs.endAll()
  await runs.idle()
  cancelTimer?.()
  targets.close()
  reporter.close()
}
