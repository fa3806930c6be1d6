import { createBalancer } from '../../packages/core/src/index.ts'
import {
  balancedEmbeddingModel,
  balancedMiddleware,
  balancedModel,
  balancedProvider,
  fromAiSdk,
  fromAiSdkEmbedding,
} from '../../packages/providers/ai-sdk/src/index.ts'
import { balancedChatModel } from '../../packages/providers/langchain/src/index.ts'
import { bridge, embeddingFromClient, fromClient } from '../../packages/providers/clients/src/index.ts'
import { translatingBridge } from '../../packages/providers/clients/src/translate/index.ts'
import { undiciFetch } from '../../packages/providers/undici/src/index.ts'
import { createHttpClient } from '../../packages/providers/provider/src/index.ts'
import {
  aboveZero,
  aboveZeroUpToForever,
  anyNumber,
  share,
  atLeastZero,
  upstream,
  upstreamEmbedding,
  upstreamModel,
  wholeFromOne,
  wholeFromOneUpToForever,
  type OptionObject,
} from './option-table.ts'

const sdkModel = {
  specificationVersion: 'v4',
  provider: 'acme.chat',
  modelId: 'acme-1',
  supportedUrls: {},
  doGenerate: upstream.call,
  doStream: upstream.call,
} as const
const sdkEmbedding = {
  specificationVersion: 'v4',
  provider: 'acme.embedding',
  modelId: 'acme-e',
  maxEmbeddingsPerCall: 8,
  supportsParallelCalls: true,
  doEmbed: upstream.call,
} as const
const client = { baseURL: 'https://acme.test/v1', apiKey: 'key', request: upstream.call }

const chatBalancer = (): ReturnType<typeof createBalancer<typeof upstreamModel>> =>
  createBalancer({ targets: [{ id: 'a', client: upstreamModel }] })
const prompt = [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }] as const
const targetNumbers = {
  weight: atLeastZero,
  priority: anyNumber,
  contextWindow: aboveZeroUpToForever,
  maxAttempts: wholeFromOneUpToForever,
  concurrency: wholeFromOneUpToForever,
}

/** A call of the AI SDK with options for the balancer. */
const sdkCall = (llmBalancer: object): unknown =>
  balancedModel(chatBalancer()).doGenerate({
    prompt: [...prompt] as never,
    providerOptions: { llmBalancer: llmBalancer as never },
  })

const aiSdkObjects: readonly OptionObject[] = [
  {
    types: ['ai-sdk: FromAiSdkSettings'],
    who: 'fromAiSdk',
    give: (settings) => fromAiSdk(sdkModel, settings),
  },
  {
    types: ['ai-sdk: FromAiSdkSettings'],
    who: 'fromAiSdkEmbedding',
    give: (settings) => fromAiSdkEmbedding(sdkEmbedding, settings),
  },
  {
    types: ['ai-sdk: BalancedListOptions'],
    who: 'balancedModel',
    give: (options) => balancedModel([upstreamModel], options),
  },
  {
    types: ['ai-sdk: BalancedModelOptions'],
    who: 'balancedModel over a balancer',
    give: (options) => balancedModel(chatBalancer(), options),
  },
  {
    types: ['ai-sdk: BalancedMiddlewareOptions'],
    who: 'balancedMiddleware',
    give: (options) =>
      balancedMiddleware([upstreamModel], options).wrapGenerate?.({
        model: sdkModel,
        params: { prompt: [...prompt] },
      } as never),
  },
  {
    types: ['ai-sdk: BalancedEmbeddingListOptions'],
    who: 'balancedEmbeddingModel',
    numbers: { maxEmbeddingsPerCall: wholeFromOne },
    give: (options) => balancedEmbeddingModel([upstreamEmbedding], options),
  },
  {
    types: ['ai-sdk: BalancedEmbeddingOptions'],
    who: 'balancedEmbeddingModel over a balancer',
    valuesBy: 'balancedEmbeddingModel',
    valid: { maxEmbeddingsPerCall: 8 },
    numbers: { maxEmbeddingsPerCall: wholeFromOne },
    give: (options) =>
      balancedEmbeddingModel(createBalancer({ targets: [{ id: 'a', client: upstreamEmbedding }] }), options),
  },
  { types: ['ai-sdk: BalancedProviderOptions'], who: 'balancedProvider', give: balancedProvider },
  {
    types: ['provider/balanced: BalancedCallOptions'],
    who: 'providerOptions.llmBalancer',
    valuesBy: 'run',
    numbers: { deadlineMs: aboveZeroUpToForever, maxAttempts: wholeFromOneUpToForever, priority: anyNumber },
    shown: ['pin'],
    give: sdkCall,
  },
  {
    types: ['ai-sdk: ChatEntry', 'provider/balanced: ModelEntry'],
    who: 'target "a"',
    foreign: { client: 'model' },
    valid: { id: 'a', model: upstreamModel },
    numbers: targetNumbers,
    give: (entry) => balancedModel([entry]),
  },
  {
    types: ['ai-sdk: EmbeddingEntry'],
    who: 'target "a"',
    foreign: { client: 'model' },
    valid: { id: 'a', model: upstreamEmbedding },
    numbers: targetNumbers,
    give: (entry) => balancedEmbeddingModel([entry]),
  },
]

/** A call of LangChain's with options for the balancer, which checks their values. */
const langchainCall = (llmBalancer: object): unknown =>
  balancedChatModel(chatBalancer()).invoke('Hello', { llmBalancer })

/** What LangChain's integrations of vendors call the settings. */
const langchainForeign = {
  maxTokens: 'maxOutputTokens',
  max_tokens: 'maxOutputTokens',
  maxCompletionTokens: 'maxOutputTokens',
  max_completion_tokens: 'maxOutputTokens',
  top_p: 'topP',
  top_k: 'topK',
  reasoningEffort: 'reasoning',
  reasoning_effort: 'reasoning',
  defaultHeaders: 'headers',
  maxRetries: 'retry',
}

const langchainNumbers = {
  maxOutputTokens: wholeFromOne,
  temperature: atLeastZero,
  topP: share,
  topK: wholeFromOne,
  presencePenalty: anyNumber,
  frequencyPenalty: anyNumber,
  seed: 'a whole number within (-∞, ∞)',
}

const langchainObjects: readonly OptionObject[] = [
  {
    types: ['langchain: BalancedChatListOptions'],
    who: 'balancedChatModel',
    foreign: langchainForeign,
    numbers: langchainNumbers,
    give: (options) => balancedChatModel([upstreamModel], options),
  },
  {
    types: ['langchain: BalancedChatModelOptions'],
    who: 'balancedChatModel over a balancer',
    foreign: langchainForeign,
    valuesBy: 'balancedChatModel',
    numbers: langchainNumbers,
    give: (options) => balancedChatModel(chatBalancer(), options),
  },
  {
    types: ['langchain: BalancedChatCallOptions'],
    who: 'balancedChatModel',
    // LangChain and LangGraph put their own settings among the options of a call.
    hasOwnFields: true,
    numbers: langchainNumbers,
    give: (options) => balancedChatModel(chatBalancer()).invoke('Hello', options),
  },
  {
    types: ['provider/balanced: BalancedCallOptions'],
    who: 'llmBalancer',
    valuesBy: 'run',
    numbers: { deadlineMs: aboveZeroUpToForever, maxAttempts: wholeFromOneUpToForever, priority: anyNumber },
    shown: ['pin'],
    give: langchainCall,
  },
]

/** The options of a bridge's target are read at its first request; an error is a response in the vendor's format. */
const send = async (target: object): Promise<void> => {
  const balancer = createBalancer({
    targets: [{ id: 'a', client: target as never }],
    retry: { maxAttempts: 1 },
  })
  const request = { method: 'POST', body: '{"model":"acme-1"}' }
  const answer = await bridge(balancer)('https://acme.test/v1/chat/completions', request)
  const { error } = (await answer.json()) as { error: { code: string; message: string } }
  if (error.code === 'bad_option') throw new TypeError(error.message)
}

const clientObjects: readonly OptionObject[] = [
  {
    types: ['clients: FromClientOptions'],
    who: 'fromClient',
    valid: { model: 'acme-1', vendor: 'anthropic' },
    valuesBy: 'anthropic',
    numbers: { maxOutputTokens: wholeFromOne, maxResponseBytes: aboveZero },
    give: (options) => fromClient(client, options),
  },
  {
    types: ['clients: EmbeddingFromClientOptions'],
    who: 'embeddingFromClient',
    valid: { model: 'acme-e', vendor: 'openai' },
    valuesBy: 'openai',
    numbers: { maxResponseBytes: aboveZero },
    give: (options) => embeddingFromClient(client, options),
  },
  {
    types: ['clients: BridgeOptions'],
    who: 'bridge',
    numbers: { maxResponseBytes: aboveZero },
    give: (options) => bridge(createBalancer({ targets: [{ id: 'a', client: client as never }] }), options),
  },
  {
    types: ['clients/translate: TranslateOptions'],
    who: 'translate',
    give: (options) => translatingBridge(chatBalancer(), options),
  },
  {
    types: ['clients: ClientEntry'],
    who: 'bridge',
    valid: { client, vendor: 'openai' },
    shown: ['model'],
    give: send,
  },
  {
    types: ['clients: KeyEntry'],
    who: 'bridge',
    valid: { apiKey: 'key', fetch: upstream.call },
    shown: ['model'],
    give: send,
  },
]

const httpObjects: readonly OptionObject[] = [
  {
    types: ['provider: HttpSettings'],
    who: 'acme',
    valid: { provider: 'acme', baseURL: 'https://acme.test/v1', fetch: upstream.call },
    numbers: { maxResponseBytes: aboveZero, maxErrorBytes: aboveZero, maxEventChars: aboveZero },
    foreign: {
      url: 'baseURL',
      endpoint: 'baseURL',
      host: 'baseURL',
      key: 'apiKey',
      token: 'apiKey',
      accessToken: 'apiKey',
      modelName: 'model',
      defaultHeaders: 'headers',
    },
    give: createHttpClient,
  },
]

const transports: readonly OptionObject[] = [
  {
    types: ['undici: UndiciFetchOptions'],
    who: 'undiciFetch',
    numbers: { keepAliveMs: 'within (0, 2147483647]', connections: wholeFromOneUpToForever },
    foreign: {
      keepAlive: 'keepAliveMs',
      keepAliveTimeout: 'keepAliveMs',
      maxConnections: 'connections',
      maxSockets: 'connections',
      http2: 'allowH2',
    },
    give: undiciFetch,
  },
]

/** Every object of options of provider, ai-sdk, langchain, clients and undici. */
export const providerObjects: readonly OptionObject[] = [
  ...httpObjects,
  ...aiSdkObjects,
  ...langchainObjects,
  ...clientObjects,
  ...transports,
]
