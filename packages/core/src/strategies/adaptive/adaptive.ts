import type { LoadMeter, Strategy } from '../../contracts/strategy.ts'
import { oneOf } from '../../options/checks.ts'
import { readOptions, type OptionTable } from '../../options/read-options.ts'
import { defineStrategy } from '../define-strategy.ts'
import { AttemptMeasurement } from './attempt-measurement.ts'
import { adaptiveConstants } from './constants.ts'
import { explainScore } from './explain-score.ts'
import { AdaptivePick } from './pick.ts'
import { anyCall, Scorer } from './score.ts'
import { SharedKnowledge } from './shared-knowledge.ts'
import { exportKnowledge, importKnowledge } from './state.ts'

/**
 * What targets are chosen for. `latency` does not look at prices. With `balanced` paying twice what the cheapest target takes has to save
 * 50 ms, with `cost` half a second.
 */
export type Objective = 'latency' | 'balanced' | 'cost'

/** Settings of `adaptive`. */
export interface AdaptiveOptions {
  /** @default 'balanced' */
  readonly objective?: Objective
}

const table: OptionTable<Required<AdaptiveOptions>> = {
  objective: [oneOf('latency', 'balanced', 'cost'), 'balanced'],
}

/**
 * Chooses the target at which this call is expected to have its first content soonest (a call that is no stream: its answer), with prices
 * and quotas taken into account. The load of a target is that time in ms:
 *
 * - its latency, learnt from its answers apart from the effect of their length, plus what each token of the prompt takes that is not in
 *   its cache, and for an answer that is waited for as a whole what its tokens take;
 * - × congestion: calls in flight against how many it has answered side by side without becoming slow;
 * - + what failures cost: their expected number times the time of another attempt;
 * - × what scarce quota makes of it: little is left of a limit, or the vendor has refused calls;
 * - + a price in ms.
 *
 * Among those that are nearly as good as the best it draws in proportion to weight and quota, and rather those of which fewer answers are awaited, so
 * that keys share the load and no crowd follows one fast answer, nor goes to a target that has just become slow. One that is silent for longer
 * than chance explains counts as slow before its answers come. Lower `priority` is chosen first as long as it has candidates. Calls of a conversation (`affinityKey`, else
 * `promptKey`) go back to where its prompt is cached for as long as that saves more than it costs. One call in a hundred looks again at a target that has had
 * none for long. Above 32 candidates the best 7 of the last pick are compared with three more, so that a pick costs the same for any
 * number; it costs O(n) when so many candidates of several priorities have changed.
 *
 * @throws TypeError naming the option that is wrong
 */
export function adaptive(options: AdaptiveOptions = {}): Strategy {
  const { objective } = readOptions('adaptive', options, table)
  return defineStrategy('adaptive', ({ random }) => {
    const shared = new SharedKnowledge()
    const scorer = new Scorer(shared, adaptiveConstants.price[objective])
    const picks = new AdaptivePick(shared, scorer, random)
    return {
      pick: (candidates, call, now) => picks.pick(candidates, call, now),
      explain: () => picks.explain(),
      meter: meterOf(shared, scorer),
      forget(target) {
        picks.forget()
        scorer.forget()
        shared.forget(target)
      },
    }
  })
}

function meterOf(shared: SharedKnowledge, scorer: Scorer): LoadMeter {
  return {
    load(target, now, call = anyCall) {
      scorer.begin(call, now)
      scorer.score(shared.of(target))
      return scorer.parts.ms
    },
    explain(target, now, call) {
      scorer.begin(call, now)
      scorer.score(shared.of(target))
      return explainScore(scorer.parts, { streaming: call.streaming, inFlight: target.inFlight })
    },
    started(target, call, startedAt) {
      const known = shared.of(target)
      const cachedTokens = shared.cachedTokens(known, call, startedAt)
      return new AttemptMeasurement(shared, known, { call, startedAt, cachedTokens })
    },
    exportState: (target, now) => exportKnowledge(shared, target, now),
    importState(target, state, at) {
      importKnowledge(shared, target, { state, at })
    },
  }
}
