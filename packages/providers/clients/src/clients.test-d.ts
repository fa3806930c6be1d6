import type Anthropic from '@anthropic-ai/sdk'
import type { ClientOptions as AnthropicClientOptions } from '@anthropic-ai/sdk'
import type { AnthropicBedrock } from '@anthropic-ai/bedrock-sdk'
import type { AnthropicVertex } from '@anthropic-ai/vertex-sdk'
import { createBalancer } from '@llm-balancer/core'
import type { Balancer } from '@llm-balancer/core'
import type { ChatModel } from '@llm-balancer/provider'
import type Groq from 'groq-sdk'
import type { ClientOptions as GroqClientOptions } from 'groq-sdk'
import OpenAI, { AzureOpenAI, type ClientOptions as OpenAIClientOptions } from 'openai'
import type Together from 'together-ai'
import type { ClientOptions as TogetherClientOptions } from 'together-ai'
import { expectTypeOf } from 'vitest'
import { balanced, bridge, fromClient } from './index.ts'
import type { BalancedClientOptions, BridgeFetch, BridgeTarget, SdkClient } from './index.ts'

// A genuine client takes what `balanced` gives.
expectTypeOf<BalancedClientOptions>().toExtend<OpenAIClientOptions>()
expectTypeOf<BalancedClientOptions>().toExtend<AnthropicClientOptions>()
expectTypeOf<BalancedClientOptions>().toExtend<GroqClientOptions>()
expectTypeOf<BalancedClientOptions>().toExtend<TogetherClientOptions>()
expectTypeOf<BridgeFetch>().toExtend<NonNullable<OpenAIClientOptions['fetch']>>()
expectTypeOf<BridgeFetch>().toExtend<NonNullable<AnthropicClientOptions['fetch']>>()

// Genuine clients are clients.
expectTypeOf<OpenAI>().toExtend<SdkClient>()
expectTypeOf<AzureOpenAI>().toExtend<SdkClient>()
expectTypeOf<Anthropic>().toExtend<SdkClient>()
expectTypeOf<AnthropicVertex>().toExtend<SdkClient>()
expectTypeOf<AnthropicBedrock>().toExtend<SdkClient>()
expectTypeOf<Groq>().toExtend<SdkClient>()
expectTypeOf<Together>().toExtend<SdkClient>()
expectTypeOf(fromClient(new OpenAI(), { model: 'm' })).toEqualTypeOf<ChatModel>()

// A balancer over nothing but clients of one SDK is one, and so is one over several kinds of targets.
expectTypeOf<Balancer<OpenAI>>().toExtend<Balancer<BridgeTarget>>()
expectTypeOf(balanced(createBalancer({ targets: [{ id: 'a', client: new OpenAI() }] }))).toExtend<object>()
expectTypeOf(
  bridge(
    createBalancer<BridgeTarget>({
      targets: [
        { id: 'a', client: new OpenAI() },
        { id: 'b', client: { client: new AzureOpenAI(), model: { 'gpt-x': 'deployment' } } },
        { id: 'c', client: { apiKey: () => Promise.resolve('k'), model: (name) => name } },
      ],
    }),
  ),
).toEqualTypeOf<BridgeFetch>()

// @ts-expect-error -- a URL is no target
createBalancer<BridgeTarget>({ targets: [{ id: 'a', client: 'https://api.openai.com/v1' }] })
// @ts-expect-error -- there is no such vendor
fromClient(new OpenAI(), { model: 'm', vendor: 'acme' })
