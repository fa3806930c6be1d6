import { NoTargetAvailableError, ProviderError } from '@llm-balancer/core'
import type { Balancer, Clock, RunOptions } from '@llm-balancer/core'
import { defined } from '@llm-balancer/core/options'
import type { EmbedRequest, EmbedResponse } from '@llm-balancer/provider'
import { callOf } from '@llm-balancer/provider/balanced'
import { embeddingPrices } from '../costs/catalogue-facts.ts'
import type { SpaceMember } from '../entries/provider-group.ts'
import type { ProviderRegistry } from '../entries/provider-registry.ts'
import type { ModelClient } from '../entries/model-client.ts'
import type { CallSettings } from './call-settings.ts'
import { isChosen } from './chosen-targets.ts'
import {
  readEmbedRequest,
  type LLMEmbedCall,
  type LLMEmbedOptions,
  type LLMEmbedRequest,
  type LLMEmbedResponse,
} from './embed-request.ts'

/** The parts that an {@link Embedder} uses. */
export type EmbedderParts = {
  readonly balancer: Balancer<ModelClient>
  readonly registry: ProviderRegistry
  readonly clock: Clock
  readonly settings: { readonly current: CallSettings }
}

/** So many calls of one `embed` run at a time. */
const callsAtOnce = 4

/** One call's share of an `embed`. */
type Share = { readonly answer: EmbedResponse; readonly call: LLMEmbedCall }

/**
 * Turns texts into vectors at the providers that make comparable ones. What is too much for one call becomes several, each
 * balanced by itself; when one of them fails, the others are given up.
 */
export class Embedder {
  readonly #parts: EmbedderParts

  constructor(parts: EmbedderParts) {
    this.#parts = parts
  }

  async embed(request: LLMEmbedRequest, options: LLMEmbedOptions): Promise<LLMEmbedResponse> {
    const { space: wanted, values, ...settings } = defined(readEmbedRequest(request))
    const members = this.#membersOf(wanted)
    const sizes = [...members.values()].map(({ embedding }) => embedding.maxEmbeddingsPerCall)
    const size = Math.min(...sizes)
    const batches: EmbedRequest[] = []
    for (let start = 0; start < values.length; start += size) {
      batches.push({ ...settings, values: values.slice(start, start + size) })
    }
    const { only } = options
    const shares = await this.#callAll(batches, {
      ...options,
      // The balancer's rule is for chat responses.
      acceptable: () => true,
      only: (target) => members.has(this.#parts.registry.nameOf(target.id)) && isChosen(target, only),
    })
    return joined(shares)
  }

  /** The providers that make the wanted vectors, by name. @throws RangeError, TypeError */
  #membersOf(wanted: string | undefined): ReadonlyMap<string, SpaceMember> {
    const all = this.#parts.registry.entries().flatMap((entry): [string, SpaceMember][] => {
      const member = entry.embedding()
      return member === undefined ? [] : [[entry.name, member]]
    })
    if (this.#parts.registry.entries().length === 0)
      throw new NoTargetAvailableError('balancer: has no targets; add one', { considered: [] })
    const spaces = [...new Set(all.map(([, { space }]) => space))]
    const known = spaces.map((name) => `"${name}"`).join(', ')
    if (spaces.length === 0) throw new TypeError('embed: no provider has an "embeddingModel"')
    if (wanted === undefined && spaces.length > 1) {
      throw new TypeError(`embed: say which vectors with "space", because they cannot be compared: ${known}`)
    }
    const members = all.filter(([, { space }]) => space === (wanted ?? spaces[0]))
    if (members.length > 0) return new Map(members)
    throw new RangeError(`embed: no provider has this "space"; there are ${known}`)
  }

  async #callAll(batches: readonly EmbedRequest[], options: RunOptions): Promise<Share[]> {
    const { clock } = this.#parts
    const { deadlineMs = this.#parts.settings.current.deadlineMs, signal } = options
    const endsAt = clock.now() + deadlineMs
    const giveUp = new AbortController()
    const ending = AbortSignal.any([giveUp.signal, ...(signal === undefined ? [] : [signal])])
    const shares: Share[] = []
    const waiting = batches.entries()
    const work = async (): Promise<void> => {
      for (const [index, batch] of waiting) {
        const remaining = Math.max(1, endsAt - clock.now())
        shares[index] = await this.#call(batch, { ...options, deadlineMs: remaining, signal: ending })
      }
    }
    try {
      await Promise.all(Array.from({ length: Math.min(callsAtOnce, batches.length) }, work))
    } finally {
      giveUp.abort()
    }
    return shares
  }

  async #call(request: EmbedRequest, options: RunOptions): Promise<Share> {
    const { value, target, attempts } = await this.#parts.balancer.runWithTrail(
      ({ model, embedding }, attempt) => {
        if (embedding === undefined) throw noEmbeddings(model.provider)
        // The prices of the target are those of its chat model.
        if (embedding.modelId !== model.modelId)
          attempt.report({ prices: embeddingPrices(embedding, this.#parts.settings.current.catalogue) })
        return embedding.embed(request, callOf(attempt))
      },
      options,
    )
    const { response, providerMetadata } = value
    return {
      answer: value,
      call: {
        provider: this.#parts.registry.nameOf(target.id),
        values: request.values.length,
        attempts,
        response,
        ...(providerMetadata === undefined ? {} : { providerMetadata }),
      },
    }
  }
}

/** A provider that took over the name of another while the call was running. */
function noEmbeddings(provider: string): ProviderError {
  return new ProviderError({ kind: 'model-not-found', provider, message: 'makes no embeddings' })
}

function joined(shares: readonly Share[]): LLMEmbedResponse {
  const counts = shares.flatMap(({ answer }) => answer.usage?.tokens ?? [])
  const isCounted = counts.length === shares.length
  return {
    embeddings: shares.flatMap(({ answer }) => answer.embeddings),
    ...(isCounted ? { usage: { tokens: counts.reduce((total, count) => total + count, 0) } } : {}),
    warnings: shares.flatMap(({ answer }) => answer.warnings),
    calls: shares.map(({ call }) => call),
  }
}
