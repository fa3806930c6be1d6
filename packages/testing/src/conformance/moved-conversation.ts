/**
 * A conversation that other vendors' models have had so far, with everything they leave in it. A part belongs to the vendors
 * in its metadata: reasoning with the metadata of other vendors only means nothing to this one.
 */
import type {
  AssistantPart,
  ChatMessage,
  ChatRequest,
  ProviderOptions,
  ToolCallPart,
  ToolPart,
} from '@llm-balancer/provider'
import { deepFreeze, plantedHeader, plantedPrompt } from './planted.ts'

/** A mark in everything that belongs to another vendor. */
export const foreignWord = 'planted-foreign'

/** What the model said in words, which is for every vendor. */
export const keptText = 'Let me look that up in two ways.'

/** Every provider whose metadata a conversation may carry. */
const vendors = [
  'openai',
  'azure-openai',
  'azure',
  'openai-compatible',
  'anthropic',
  'google',
  'vertex',
  'cohere',
  'mistral',
  'groq',
  'together',
  'bedrock',
]

/** Ids as the vendors make them, and such as look alike once they are shortened or cleaned. */
const toolIds = [
  'call_7QkZ2m1YbXv0s3RtUe9fGhLp',
  'toolu_01T1x1fJ34qAmk2tNTrN7Up6',
  'toolu_vrtx_01T1x1fJ34qAmk2tNTrN7Up6',
  'chatcmpl-tool-2f1c0b9a8d7e4f6a9b8c7d6e5f4a3b2c',
  'D681PevKs',
  'fc-9c1',
  'get_weather_9k2m4x7q',
  'functions.get_weather:0',
  'functions:get_weather.0',
  'functions_get_weather_0',
  'functions get/weather#0',
  `call_${'x'.repeat(90)}_1`,
  `call_${'x'.repeat(90)}_2`,
  'ünïcode-🛰',
]

/** How the call and the result of a number are recognised. */
export const markOf = (number: number): { readonly call: string; readonly result: string } => {
  const digits = String(number).padStart(3, '0')
  return { call: `planted-call-${digits}`, result: `planted-result-${digits}` }
}

/** How many tools were called at once. */
export const toolCallCount: number = toolIds.length

/** The conversation as the next request to a model of `provider`, frozen. */
export function movedConversation(provider: string): ChatRequest {
  const foreign = foreignOptions(provider)
  const calls = toolIds.map((toolCallId, index): ToolCallPart => ({
    type: 'tool-call',
    toolCallId,
    toolName: 'get_weather',
    input: { city: markOf(index).call },
    providerOptions: foreign,
  }))
  const results = toolIds.map((toolCallId, index): ToolPart => ({
    type: 'tool-result',
    toolCallId,
    toolName: 'get_weather',
    output: { type: 'text', value: markOf(index).result, providerOptions: foreign },
    providerOptions: foreign,
  }))
  const messages: ChatMessage[] = [
    { role: 'system', content: 'You are brief.', providerOptions: foreign },
    {
      role: 'user',
      content: [{ type: 'text', text: plantedPrompt, providerOptions: foreign }],
      providerOptions: foreign,
    },
    { role: 'assistant', content: [...leftBehind(foreign), ...calls], providerOptions: foreign },
    { role: 'tool', content: results, providerOptions: foreign },
    { role: 'user', content: 'Which of them is warmer?' },
  ]
  return deepFreeze({
    messages,
    tools: [
      {
        type: 'function',
        name: 'get_weather',
        inputSchema: { type: 'object', properties: { city: { type: 'string' } } },
        providerOptions: foreign,
      },
    ],
    maxOutputTokens: 64,
    headers: { 'x-planted': plantedHeader },
    providerOptions: foreign,
  })
}

/** Everything of an answer that means something to its own vendor only, around the text that every vendor understands. */
function leftBehind(foreign: ProviderOptions): AssistantPart[] {
  const [vendor = 'other'] = Object.keys(foreign)
  const own = { providerOptions: foreign }
  return [
    { type: 'reasoning', text: `${foreignWord} thoughts`, ...own },
    { type: 'reasoning', text: '', ...own },
    { type: 'custom', kind: `${vendor}.compaction`, ...own },
    {
      type: 'tool-call',
      toolCallId: `${foreignWord}-search`,
      toolName: `${foreignWord}-search`,
      input: { query: foreignWord },
      providerExecuted: true,
      ...own,
    },
    {
      type: 'tool-result',
      toolCallId: `${foreignWord}-search`,
      toolName: `${foreignWord}-search`,
      output: { type: 'json', value: { found: foreignWord } },
      ...own,
    },
    { type: 'text', text: keptText, ...own },
  ]
}

/** What every vendor but one may have noted, under every name one of them reads. */
function foreignOptions(provider: string): ProviderOptions {
  const fields = {
    type: `${foreignWord}-type`,
    signature: `${foreignWord}-signature`,
    redactedData: `${foreignWord}-redacted`,
    thoughtSignature: `${foreignWord}-thought`,
    itemId: `${foreignWord}-item`,
    reasoningEncryptedContent: `${foreignWord}-encrypted`,
    encrypted_content: `${foreignWord}-encrypted`,
    cacheControl: { type: foreignWord },
    [foreignWord]: foreignWord,
  }
  const others = vendors.filter((vendor) => vendor !== provider)
  return Object.fromEntries(others.map((vendor) => [vendor, fields]))
}
