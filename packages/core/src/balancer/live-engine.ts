import type { Engine } from '../run/engine.ts'
import { CandidateView } from '../strategies/candidate-view.ts'
import { handOverLoads } from './import-state.ts'
import type { LiveSettings } from './options.ts'

/** The engine with which runs begin now. */
export type LiveEngine<Client> = { engine: Engine<Client> }

/**
 * The same engine with other settings, for the runs that begin from now on. Those that run keep the one with which they began.
 *
 * @throws TypeError when a strategy belongs to another balancer
 */
export function engineWith<Client>(engine: Engine<Client>, settings: Partial<LiveSettings>): Engine<Client> {
  const { strategy = engine.strategy } = settings
  const { random, reporter } = engine
  if (strategy !== engine.strategy) {
    strategy.bind?.({ random, report: reporter.report })
    handOverLoads(engine, engine.strategy, strategy)
  }
  return { ...engine, ...settings, view: new CandidateView() }
}
