import type { Strategy } from '../contracts/strategy.ts'
import type { Engine } from '../run/engine.ts'
import { CandidateView } from '../strategies/candidate-view.ts'
import { handOverLoads } from './import-state.ts'
import type { LiveSettings } from './options.ts'

/** The engine with which runs begin now. */
export type LiveEngine<Client> = { engine: Engine<Client> }

/** Makes a strategy the balancer's own, unless it is that already. @throws TypeError when it belongs to another balancer */
export function bindStrategy<Client>(
  { strategies, random, reporter }: Pick<Engine<Client>, 'strategies' | 'random' | 'reporter'>,
  strategy: Strategy,
): void {
  if (strategies.has(strategy)) return
  const answer: unknown = strategy.bind?.({ random, report: reporter.report })
  reporter.watch(strategy.name, answer)
  strategies.add(strategy)
}

/**
 * The same engine with other settings, for the runs that begin from now on. Those that run keep the one with which they began.
 *
 * @throws TypeError when a strategy belongs to another balancer
 */
export function engineWith<Client>(engine: Engine<Client>, settings: Partial<LiveSettings>): Engine<Client> {
  const { strategy = engine.strategy } = settings
  bindStrategy(engine, strategy)
  if (strategy !== engine.strategy) handOverLoads(engine, engine.strategy, strategy)
  return { ...engine, ...settings, view: new CandidateView() }
}
