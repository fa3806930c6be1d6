import type { CircuitBreaker } from '@llm-balancer/circuit-breaker'
import type { TargetOptions, TargetView } from '@llm-balancer/core'
import type { ChatModel, EmbeddingModel, Fetch } from '@llm-balancer/provider'
import { providerCircuit, type CircuitEnvironment } from '../guards/provider-circuit.ts'
import { requestsPerMinute } from '../guards/requests-per-minute.ts'
import { guardEmbedding, guardModel } from '../providers/guard-model.ts'
import { Recorder } from '../stats/recorder.ts'
import { checkSettings } from './check-settings.ts'
import { within } from './checks.ts'
import type { ProviderDescription, ProviderInput } from './provider-config.ts'
import type { ProviderSettings } from './provider-settings.ts'
import { readProvider } from './read-provider.ts'

/** What entries share. */
export type EntryEnvironment = CircuitEnvironment & { readonly fetch: Fetch | undefined }

/** One provider as the balancer keeps it: the client of its target. */
export class ProviderEntry {
  readonly name: string
  readonly model: ChatModel
  /** What `embed` asks; undefined when this provider makes no vectors. */
  readonly embedding: EmbeddingModel | undefined
  /** Whose vectors can be compared with its own. */
  readonly embeddingSpace: string | undefined
  readonly recorder: Recorder = new Recorder()
  /** Asked before every call; it hears how each one ended. */
  readonly circuit: CircuitBreaker
  readonly #settings: ProviderSettings

  /** @throws TypeError or RangeError naming the provider and what is wrong with it */
  constructor(input: ProviderInput, environment: EntryEnvironment) {
    const { name, model, embedding, settings, secrets } = readProvider(input, environment.fetch)
    this.circuit = within(`provider "${name}"`, () => {
      checkSettings(settings)
      return providerCircuit(settings.circuitBreaker, environment)
    })
    this.name = name
    const guard = { secrets, now: () => environment.clock.now() }
    this.model = guardModel(model, guard)
    this.embedding = embedding === undefined ? undefined : guardEmbedding(embedding, guard)
    this.embeddingSpace = embedding === undefined ? undefined : (settings.embeddingSpace ?? embedding.modelId)
    this.#settings = settings
  }

  /** The entry as a target of the core. */
  target(): TargetOptions<ProviderEntry> {
    const { timeout, maxRetries, requestsPerMinute: limit, ...rest } = this.#settings
    const { circuitBreaker: _, embeddingSpace: _space, ...settings } = rest
    return {
      ...settings,
      id: this.name,
      client: this,
      ...(timeout === undefined ? {} : { timeouts: { attemptMs: timeout, firstContentMs: timeout } }),
      ...(maxRetries === undefined ? {} : { maxAttempts: Math.max(1, maxRetries) }),
      guards: [this.circuit, ...(limit === undefined ? [] : [requestsPerMinute(limit)]), this.recorder],
    }
  }

  /** The entry as everybody may know it. */
  describe({ weight, priority, tags }: TargetView): ProviderDescription {
    const { provider: vendor, modelId: model } = this.model
    const { cost, circuitBreaker: _, ...settings } = this.#settings
    return {
      ...settings,
      ...(cost === undefined ? {} : { cost: { ...cost } }),
      name: this.name,
      vendor,
      model,
      ...(this.embedding === undefined ? {} : { embeddingModel: this.embedding.modelId }),
      ...(this.embeddingSpace === undefined ? {} : { embeddingSpace: this.embeddingSpace }),
      weight,
      priority,
      tags: [...tags],
    }
  }
}
