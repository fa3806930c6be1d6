/** A model that takes requests of Anthropic's Messages API and gives its answers, both in the vendor's own words. */
export interface AnthropicModel {
  /** @throws whatever went wrong */
  message(request: AnthropicMessageRequest): Promise<AnthropicMessageResponse>
}

/** A request of the Messages API (https://platform.claude.com/docs/en/api/messages). */
export interface AnthropicMessageRequest {
  /** Goes to the chosen model as it is, whatever that model is registered as. */
  readonly model: string
  readonly max_tokens: number
  readonly messages: readonly AnthropicMessage[]
  readonly system?: string | readonly { readonly type: 'text'; readonly text: string }[]
  readonly temperature?: number
  readonly tools?: readonly object[]
  readonly tool_choice?: object
  readonly stop_sequences?: readonly string[]
  readonly stream?: boolean
}

/** Such a request, also when it is typed otherwise, as by the vendor's SDK. */
export type AnyAnthropicRequest =
  | AnthropicMessageRequest
  | (Pick<AnthropicMessageRequest, 'model' | 'max_tokens'> & { readonly messages: readonly object[] })

/** One message of a request. */
export interface AnthropicMessage {
  readonly role: 'user' | 'assistant'
  readonly content: string | readonly AnthropicRequestBlock[]
}

/** A part of a message. */
export type AnthropicRequestBlock =
  | AnthropicContentBlock
  | { readonly type: 'image'; readonly source: object }
  | {
      readonly type: 'tool_result'
      readonly tool_use_id: string
      readonly content?: string | readonly object[]
      readonly is_error?: boolean
    }

/** A part of an answer. */
export type AnthropicContentBlock =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'thinking'; readonly thinking: string; readonly signature: string }
  | { readonly type: 'tool_use'; readonly id: string; readonly name: string; readonly input: unknown }

/** An answer of the Messages API. */
export interface AnthropicMessageResponse {
  readonly id: string
  readonly type: 'message'
  readonly role: 'assistant'
  readonly content: readonly AnthropicContentBlock[]
  readonly model: string
  readonly stop_reason: string | null
  readonly stop_sequence: string | null
  readonly usage: { readonly input_tokens: number; readonly output_tokens: number }
}
