import type { AttemptRecord, BalancedStream, Balancer, RunOptions } from '@llm-balancer/core'
import type { ChatModel } from '../chat/chat-model.ts'
import type { ChatRequest } from '../chat/chat-request.ts'
import type { ChatResponse } from '../chat/chat-response.ts'
import type { StreamPart } from '../chat/stream-part.ts'
import { ConversationMemory } from '../conversation/conversation-memory.ts'
import { isContentPart, isFinalPart, usageOfPart } from '../stream/stream-parts.ts'
import { callOf } from './call-of.ts'

/** The methods of the umbrella's balancer (`createLLMBalancer`) that are used. */
export interface LLMBalancerLike {
  generate(
    request: ChatRequest,
    options?: RunOptions,
  ): Promise<ChatResponse & { readonly provider: string; readonly attempts: readonly AttemptRecord[] }>
  stream(
    request: ChatRequest,
    options?: RunOptions & { readonly includeRaw?: boolean | undefined },
  ): BalancedStream<StreamPart>
}

/** One call of a balanced model. */
export interface ServiceCall {
  readonly request: ChatRequest
  readonly options: RunOptions
  /** True when the vendor's own stream events are wanted as well. */
  readonly includeRaw: boolean
  /** Called with the target's id before each attempt, where that is known. */
  readonly asks: (targetId: string) => void
}

/** Makes the calls of a balanced model over a balancer of any kind. */
export interface ChatService {
  generate(call: ServiceCall): Promise<{ response: ChatResponse; attempts: readonly AttemptRecord[] }>
  stream(call: ServiceCall): BalancedStream<StreamPart>
}

/** Calls go to a core balancer over chat models. */
export function overBalancer(balancer: Balancer<ChatModel>): ChatService {
  const memory = new ConversationMemory()
  return {
    async generate({ request, options, asks }) {
      const { value: response, attempts } = await balancer.runWithTrail(
        (model, attempt) => {
          asks(attempt.target.id)
          return memory.generate({ model, request, attempt }, callOf(attempt))
        },
        memory.optionsFor(request, options),
      )
      return { response, attempts }
    },
    stream({ request, options, includeRaw, asks }) {
      const rules = { isContent: isContentPart, isFinal: isFinalPart, usageOf: usageOfPart }
      return balancer.stream<StreamPart>(
        (model, attempt) => {
          asks(attempt.target.id)
          return memory.stream({ model, request, attempt }, { ...callOf(attempt), includeRaw })
        },
        { ...memory.optionsFor(request, options), ...rules },
      )
    },
  }
}

/** Calls go to the umbrella's balancer, which makes its own calls of models. */
export function overLLMBalancer(llm: LLMBalancerLike): ChatService {
  return {
    async generate({ request, options }) {
      const { provider: _, attempts, ...response } = await llm.generate(request, options)
      return { response, attempts }
    },
    stream: ({ request, options, includeRaw }) => llm.stream(request, { ...options, includeRaw }),
  }
}
