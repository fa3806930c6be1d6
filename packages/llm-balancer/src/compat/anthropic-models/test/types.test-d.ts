import Anthropic from '@anthropic-ai/sdk'
import { anthropic } from '@llm-balancer/anthropic'
import { expectTypeOf } from 'vitest'
import { AnthropicModelRegistry, AnthropicUtils, LoadBalancedAnthropicModel } from '../index.ts'
import type {
  AnthropicMessageRequest,
  AnthropicMessageResponse,
  AnthropicModel,
  ModelWithWeight,
} from '../index.ts'

// What code that was written for the original does with its types, and what clients of the SDK need.

const client = new Anthropic({ apiKey: 'k' })

class OwnModel implements AnthropicModel {
  async message(request: AnthropicMessageRequest): Promise<AnthropicMessageResponse> {
    const text = JSON.stringify(request.messages[0]?.content)
    const content = [{ type: 'text' as const, text }]
    const usage = { input_tokens: 1, output_tokens: 1 }
    const rest = { id: 'm', type: 'message', role: 'assistant', model: request.model } as const
    return Promise.resolve({ ...rest, content, stop_reason: 'end_turn', stop_sequence: null, usage })
  }
}

/** Hands requests on as the SDK types them. */
class SdkModel {
  message(request: Anthropic.MessageCreateParamsNonStreaming): Promise<Anthropic.Message> {
    return client.messages.create(request)
  }
}

const registry = new AnthropicModelRegistry()
registry.register('own', new OwnModel())
registry.register('sdk', new SdkModel())
registry.register('client', client)
registry.register('adapter', anthropic({ apiKey: 'k', model: 'claude-sonnet-5-5' }))
// @ts-expect-error a model has a method `message`
registry.register('none', {})
expectTypeOf(registry.get('own')).toEqualTypeOf<AnthropicModel | undefined>()
expectTypeOf(registry.list()).toEqualTypeOf<string[]>()

const models: ModelWithWeight[] = [{ name: 'own', weight: 80 }]
const balancer: AnthropicModel = new LoadBalancedAnthropicModel(registry, models, 30_000)
registry.register('nested', balancer)
const request: AnthropicMessageRequest = {
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
  ...{ model: 'claude-3-opus-20240229', max_tokens: 1024, temperature: 0 },
}
const typed: Anthropic.MessageCreateParamsNonStreaming = {
  ...{ model: 'claude-sonnet-5-5', max_tokens: 1 },
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi', cache_control: { type: 'ephemeral' } }] }],
}
expectTypeOf(balancer.message(request)).resolves.toEqualTypeOf<AnthropicMessageResponse>()
expectTypeOf(
  new LoadBalancedAnthropicModel(registry, models).message(typed),
).resolves.toEqualTypeOf<AnthropicMessageResponse>()

/** The texts of an answer, as a user reads them. */
export const textsOf = ({ content }: AnthropicMessageResponse): string[] =>
  content.flatMap((block) => (block.type === 'text' ? [block.text] : []))
expectTypeOf(AnthropicUtils.isValidResponse(undefined)).toEqualTypeOf<boolean>()
