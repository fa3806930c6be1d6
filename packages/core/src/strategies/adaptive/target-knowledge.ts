import type { CallFacts } from '../../contracts/call.ts'
import type { TargetState } from '../../contracts/target.ts'
import type { UsageByPrice } from '../usage-by-price.ts'
import { Congestion } from './congestion.ts'
import { adaptiveConstants } from './constants.ts'
import { LatencyEstimate } from './latency-estimate.ts'
import { QuotaPressure } from './quota-pressure.ts'
import { Reliability } from './reliability.ts'
import { TargetPrice } from './target-price.ts'
import { TokenSlope, type MeanPair } from './token-slope.ts'

const unknownMeans = (): MeanPair => ({ tokens: 0, ms: 0, isKnown: false })

/** What is known of one target. Times are those of a call without tokens: what each token adds is kept apart. */
export class TargetKnowledge {
  readonly target: TargetState
  /** Time to the first content of streams. */
  readonly streams: LatencyEstimate = new LatencyEstimate()
  /** Time to the answer of plain calls. */
  readonly plainCalls: LatencyEstimate = new LatencyEstimate()
  readonly congestion: Congestion = new Congestion()
  readonly reliability: Reliability = new Reliability()
  readonly pressure: QuotaPressure = new QuotaPressure()
  readonly price: TargetPrice
  /** What each token of an answer takes. */
  readonly writing: TokenSlope = new TokenSlope(adaptiveConstants.tokens.mostWritingMs)
  readonly streamMeans: MeanPair = unknownMeans()
  readonly plainMeans: MeanPair = unknownMeans()
  readonly promptMeans: MeanPair = unknownMeans()
  /** Attempts of which nothing has come yet. */
  awaited = 0
  /** When the last answer of any kind came, in clock time; -Infinity before the first. */
  answeredAt: number = -Infinity
  /** How much of what should be in its cache really is: read tokens against expected ones, 0–1. */
  cacheTrust = 1

  constructor(target: TargetState, usage: UsageByPrice) {
    this.target = target
    this.price = new TargetPrice(target, usage)
  }

  /** The estimate for calls of this kind: of the other kind where nothing is known of this one. */
  estimateFor({ streaming }: Pick<CallFacts, 'streaming'>): LatencyEstimate {
    const own = streaming ? this.streams : this.plainCalls
    const other = streaming ? this.plainCalls : this.streams
    return own.isKnown || !other.isKnown ? own : other
  }
}
