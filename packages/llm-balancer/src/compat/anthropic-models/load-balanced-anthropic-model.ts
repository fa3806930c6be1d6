import { classifyError, createBalancer, NoTargetAvailableError, ProviderError } from '@llm-balancer/core'
import { weightedRandom, type Attempt, type Balancer, type ConsideredTarget } from '@llm-balancer/core'
import { checkFunction, defined, finite, hasMethods, positive, readOptions } from '@llm-balancer/core/options'
import type { OptionTable } from '@llm-balancer/core/options'
import { systemClock, systemRandom, within, type Clock, type Random } from '@llm-balancer/core/time'
import { send } from './adapted-model.ts'
import type { AnthropicMessageResponse, AnthropicModel, AnyAnthropicRequest } from './anthropic-model.ts'
import type { AnthropicModelRegistry } from './anthropic-model-registry.ts'
import { AnthropicUtils } from './anthropic-utils.ts'
import { errorOfFailed, errorOfNone, judgeModel, type FailedModel } from './failed-models.ts'
import { readWeights, type ModelWithWeight } from './model-weights.ts'

/** What the documented constructor does not have. */
export interface LoadBalancedAnthropicModelOptions {
  /** Longest wait for the answer of one model in ms, above 0; one that takes longer has failed. @default 600 000 */
  readonly timeoutMs?: number
  /** Where time comes from. @default the machine's clock */
  readonly clock?: Clock
  /** Where random numbers come from. @default the machine's */
  readonly random?: Random
}

/** One message on its way. */
interface Asking {
  readonly request: AnyAnthropicRequest
  readonly attempt: Attempt
  readonly failed: FailedModel[]
}

const owner = 'LoadBalancedAnthropicModel'
const table: OptionTable<Required<LoadBalancedAnthropicModelOptions>> = {
  timeoutMs: [positive, 600_000],
  clock: [hasMethods('now', 'schedule'), systemClock],
  random: [checkFunction, systemRandom],
}

/** Spreads messages over registered Anthropic models at random, by weight. One that fails is not asked for a while. */
export class LoadBalancedAnthropicModel implements AnthropicModel {
  readonly #registry: Pick<AnthropicModelRegistry, 'get'>
  readonly #weights: ReadonlyMap<string, number>
  readonly #errorTimeoutMs: number
  readonly #options: Required<LoadBalancedAnthropicModelOptions>
  readonly #balancer: Balancer<string>
  /** The failed model of a name, and the clock time until which it cools. One that replaces it may be asked at once. */
  readonly #cooldowns = new Map<string, { readonly model: AnthropicModel; readonly until: number }>()

  /**
   * @param rest for how long a model that failed is not asked, in ms, ≥ 0 (default 60 000; 0 = it may be asked again at once),
   *   and further options
   * @throws TypeError or RangeError naming what is wrong
   */
  constructor(
    registry: AnthropicModelRegistry,
    models: readonly ModelWithWeight[],
    ...rest: [errorTimeoutMs?: number, options?: LoadBalancedAnthropicModelOptions]
  ) {
    const [errorTimeoutMs = 60_000, options = {}] = rest
    hasMethods('get')('registry', registry, owner)
    finite('errorTimeoutMs', errorTimeoutMs, owner)
    this.#registry = registry
    this.#weights = readWeights(owner, models)
    this.#errorTimeoutMs = errorTimeoutMs
    this.#options = readOptions(owner, options, table)
    const { clock, random } = this.#options
    this.#balancer = createBalancer<string>({
      // In the core a weight of 0 means never; whether such a model may be asked is up to `#mayAsk`.
      targets: [...this.#weights].map(([id, weight]) => ({
        id,
        client: id,
        weight: weight || 1,
        maxAttempts: 1,
      })),
      strategy: weightedRandom(),
      retry: { budget: false, maxWaitMs: 0 },
      timeouts: { attemptMs: Infinity },
      classify: judgeModel,
      ...{ clock, random },
    })
  }

  /**
   * Asks one model after the other, each at most once, until one gives a valid answer, which comes back as it is.
   *
   * @throws the model's own error when only one was asked, or when the request is at fault; AllTargetsFailedError with the
   *   `errors` of all that were asked; NoTargetAvailableError when there was none to ask
   */
  async message(request: AnyAnthropicRequest): Promise<AnthropicMessageResponse> {
    const asked = new Set<string>()
    const failed: FailedModel[] = []
    try {
      return await this.#balancer.run(
        (name, attempt) => {
          asked.add(name)
          return this.#ask(name, { request, attempt, failed })
        },
        { only: ({ id }) => this.#mayAsk(id, asked) },
      )
    } catch (error) {
      const blocked = [...this.#weights.keys()].flatMap((name) => this.#blockOf(name) ?? [])
      const soonest = Math.min(...blocked.map(({ availableAt }) => availableAt))
      const retryAfterMs = soonest === Infinity ? undefined : soonest - this.#options.clock.now()
      if (failed.length > 0) throw errorOfFailed(failed, retryAfterMs, request)
      throw NoTargetAvailableError.isInstance(error) ? errorOfNone(blocked, retryAfterMs) : error
    }
  }

  async #ask(name: string, { request, attempt, failed }: Asking): Promise<AnthropicMessageResponse> {
    const { clock, timeoutMs } = this.#options
    const model = this.#registry.get(name)
    const startedAt = clock.now()
    let isInvalid = false
    try {
      const work = send(model, request, { signal: attempt.signal, timeoutMs })
      const answer = await within(work, { clock, limitMs: timeoutMs })
      isInvalid = !AnthropicUtils.isValidResponse(answer)
      if (!isInvalid) return answer
      throw new ProviderError({
        provider: name,
        kind: 'invalid-response',
        message: 'the answer has no content',
      })
    } catch (error) {
      const now = clock.now()
      if (model !== undefined && judgeModel(error).scope === 'target')
        this.#cooldowns.set(name, { model, until: now + this.#errorTimeoutMs })
      const { kind, status } = classifyError(error, 0)
      const facts = { number: attempt.number, targetId: name, kind, status, durationMs: now - startedAt }
      failed.push({ attempt: defined(facts), error, isInvalid })
      throw error
    }
  }

  /** A model of weight 0 may be asked when no other one may. */
  #mayAsk(name: string, asked: ReadonlySet<string>): boolean {
    const isReady = (one: string): boolean => !asked.has(one) && this.#blockOf(one) === undefined
    if (!isReady(name)) return false
    const isReserve = this.#weights.get(name) === 0
    return !isReserve || ![...this.#weights].some(([one, weight]) => weight > 0 && isReady(one))
  }

  /** Why a model may not be asked now; undefined when it may. */
  #blockOf(id: string): ConsideredTarget | undefined {
    const model = this.#registry.get(id)
    if (model === undefined) return { id, reason: 'not registered', availableAt: Infinity }
    const cooldown = this.#cooldowns.get(id)
    const isCooling = cooldown?.model === model && this.#options.clock.now() < cooldown.until
    return isCooling ? { id, reason: 'cooling', availableAt: cooldown.until } : undefined
  }
}
