import { systemClock, systemRandom } from '@llm-balancer/core/time'
import type { Balancer, Random, RunOptions } from '@llm-balancer/core'
import { checkFunction, readOptions, readProperty, type OptionTable } from '@llm-balancer/core/options'
import type { ChatModel } from '@llm-balancer/provider'
import {
  overBalancer,
  overLLMBalancer,
  type ChatService,
  type LLMBalancerLike,
} from '@llm-balancer/provider/balanced'
import { AnswerMemory } from './chat/answer-memory.ts'
import type { BridgedRequest } from '../bridge/bridged-request.ts'

/** What a translating bridge spreads its requests over. */
export type TranslateSource = Balancer<ChatModel> | LLMBalancerLike

/** Settings of `translated` and `translatingBridge`. */
export interface TranslateOptions {
  /** What the run of a request may ask for: a pin, a filter, a deadline, an affinity key. @default nothing */
  readonly runOptions?: ((request: BridgedRequest) => Omit<RunOptions, 'signal'>) | undefined
  /** Unix time in ms, for answers that have none. @default the system's clock */
  readonly now?: (() => number) | undefined
  /** For ids of answers that have none. @default the system's */
  readonly random?: Random | undefined
}

/** A translating bridge's targets and settings, checked. */
export interface TranslateState {
  readonly service: ChatService
  readonly runOptions: (request: BridgedRequest) => Omit<RunOptions, 'signal'>
  readonly now: () => number
  readonly random: Random
  readonly answers: AnswerMemory
}

const owner = 'translate'

const table: OptionTable<TranslateOptions> = {
  runOptions: [checkFunction, () => ({})],
  now: [checkFunction, () => systemClock.now()],
  random: [checkFunction, systemRandom],
}

/** @throws TypeError naming an option that is unknown or wrong */
export function openTranslation(source: TranslateSource, options: TranslateOptions): TranslateState {
  const read = readOptions(owner, options, table) as Pick<TranslateState, keyof TranslateOptions>
  return { ...read, service: serviceOf(source), answers: new AnswerMemory() }
}

function serviceOf(source: TranslateSource): ChatService {
  if (typeof readProperty(source, 'runWithTrail') === 'function')
    return overBalancer(source as Balancer<ChatModel>)
  if (typeof readProperty(source, 'generate') === 'function' && readProperty(source, 'modelId') === undefined)
    return overLLMBalancer(source as LLMBalancerLike)
  throw new TypeError(
    `${owner}: the first argument must be a balancer over chat models; make one with createBalancer() or createLLMBalancer()`,
  )
}
