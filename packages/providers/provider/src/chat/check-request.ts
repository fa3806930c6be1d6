import { checkKnown } from '@llm-balancer/core/options'
import type { EmbedRequest } from '../embedding/embedding-model.ts'
import type { ChatRequest } from './chat-request.ts'

/** What other libraries call the settings of a {@link ChatRequest}, with the name that takes its place. */
export const chatRequestHints: Readonly<Record<string, string>> = {
  prompt: 'messages',
  system: 'messages',
  maxTokens: 'maxOutputTokens',
  max_tokens: 'maxOutputTokens',
  top_p: 'topP',
  top_k: 'topK',
  stop: 'stopSequences',
  tool_choice: 'toolChoice',
  response_format: 'responseFormat',
}

/** What other libraries call the texts of an {@link EmbedRequest}. */
export const embedRequestHints: Readonly<Record<string, string>> = {
  input: 'values',
  texts: 'values',
  value: 'values',
}

const chatNames = Object.keys({
  messages: true,
  maxOutputTokens: true,
  temperature: true,
  topP: true,
  topK: true,
  presencePenalty: true,
  frequencyPenalty: true,
  stopSequences: true,
  seed: true,
  tools: true,
  toolChoice: true,
  responseFormat: true,
  reasoning: true,
  providerOptions: true,
  headers: true,
} satisfies Record<keyof ChatRequest, true>)

const embedNames = Object.keys({
  values: true,
  dimensions: true,
  purpose: true,
  providerOptions: true,
  headers: true,
} satisfies Record<keyof EmbedRequest, true>)

const chatSettings = { hints: chatRequestHints }
const embedSettings = { hints: embedRequestHints }

/** Refuses settings that no model reads. @param owner begins the message @throws TypeError naming the setting */
export function checkChatNames(owner: string, request: unknown): void {
  checkKnown(owner, request, chatNames, chatSettings)
}

/** The same for texts to be turned into vectors. @throws TypeError naming the setting */
export function checkEmbedNames(owner: string, request: unknown): void {
  checkKnown(owner, request, embedNames, embedSettings)
}
