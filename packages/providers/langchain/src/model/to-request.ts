import type { BaseMessage } from '@langchain/core/messages'
import { compact } from '@llm-balancer/provider'
import type { ChatRequest, ResponseFormat } from '@llm-balancer/provider'
import { toMessages } from '../messages/to-messages.ts'
import {
  checkCallNames,
  readSettings,
  type BalancedChatCallOptions,
  type ChatSettings,
  type WireResponseFormat,
} from './call-options.ts'
import { toToolChoice, toTools } from './to-tools.ts'

/** The options of a call that make up its request. */
export type RequestOptions = Omit<BalancedChatCallOptions, 'signal'>

/**
 * A call of LangChain's as a request to any vendor. `settings` are the model's own, below those of the call.
 *
 * @throws TypeError for a message, a tool or an option that cannot be translated
 */
export function toRequest(
  owner: string,
  messages: readonly BaseMessage[],
  { settings, options }: { readonly settings: ChatSettings; readonly options: RequestOptions },
): ChatRequest {
  checkCallNames(owner, options)
  const { tools = [], tool_choice: choice, strict, stop, response_format: format } = options
  return {
    ...settings,
    ...readSettings(owner, options),
    messages: toMessages(owner, messages),
    ...compact({
      stopSequences: stop === undefined || stop.length === 0 ? undefined : stop,
      tools: tools.length === 0 ? undefined : toTools(owner, tools, strict),
      toolChoice: choice === undefined ? undefined : toToolChoice(owner, choice),
      responseFormat: format === undefined ? undefined : toResponseFormat(owner, format),
    }),
  }
}

function toResponseFormat(owner: string, format: WireResponseFormat): ResponseFormat {
  switch (format.type) {
    case 'text':
      return { type: 'text' }
    case 'json_object':
      return { type: 'json' }
    case 'json_schema': {
      const { name, description, schema, strict } = format.json_schema
      return { type: 'json', ...compact({ name, description, schema, strict: strict ?? undefined }) }
    }
    default:
      throw new TypeError(`${owner}: "response_format.type" must be "text", "json_object" or "json_schema"`)
  }
}
