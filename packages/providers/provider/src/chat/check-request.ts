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

const chatNames: Readonly<Record<keyof ChatRequest, true>> = {
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
}

const embedNames: Readonly<Record<keyof EmbedRequest, true>> = {
  values: true,
  dimensions: true,
  purpose: true,
  providerOptions: true,
  headers: true,
}

/** Refuses settings that no model reads. @param owner begins the message @throws TypeError naming the setting */
export function checkChatNames(owner: string, request: unknown): void {
  checkKnown(owner, request, Object.keys(chatNames), { hints: chatRequestHints })
}

/** The same for texts to be turned into vectors. @throws TypeError naming the setting */
export function checkEmbedNames(owner: string, request: unknown): void {
  checkKnown(owner, request, Object.keys(embedNames), { hints: embedRequestHints })
}
