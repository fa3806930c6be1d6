/**
 * The part of a `generateContent` request that this adapter writes. A type test holds it against the official SDK's types.
 * Source: https://ai.google.dev/api/generate-content
 */

/** Bytes of a file, as base64. */
export type InlineData = { mimeType: string; data: string }

/** A file that Gemini fetches for itself, or that was uploaded. */
export type FileReference = { mimeType?: string; fileUri: string }

/** A call of a function. */
export type FunctionCall = { id?: string; name: string; args: Record<string, unknown> }

/** The result of a function call. */
export type FunctionResponse = {
  id?: string
  name: string
  /** The function's output under `output`, or its error under `error`. */
  response: { output: unknown } | { error: unknown }
  /** Files of the result; from Gemini 3 on. */
  parts?: Part[]
}

/** One part of a turn: exactly one of its kinds of content. */
export type Part = {
  text?: string
  /** True for reasoning. */
  thought?: boolean
  /** Proves that the part is the model's own. */
  thoughtSignature?: string
  inlineData?: InlineData
  fileData?: FileReference
  functionCall?: FunctionCall
  functionResponse?: FunctionResponse
}

/** One turn of the conversation. */
export type Turn = { role: 'user' | 'model'; parts: Part[] }

/** A function the caller runs. */
export type FunctionDeclaration = {
  name: string
  description?: string
  parametersJsonSchema?: object
}

/** Functions; Google's own tools have a key and a shape each. */
export type ToolBody = { functionDeclarations?: FunctionDeclaration[] }

/** Whether functions may, must or must not be called. `VALIDATED`: may be, with arguments that fit. */
export type FunctionCallingMode = 'AUTO' | 'ANY' | 'NONE' | 'VALIDATED'

/** Settings of all tools. */
export type ToolConfig = {
  functionCallingConfig?: { mode: FunctionCallingMode; allowedFunctionNames?: string[] }
  includeServerSideToolInvocations?: boolean
}

/** The level of reasoning of models from Gemini 3 on. */
export type ThinkingLevel = 'MINIMAL' | 'LOW' | 'MEDIUM' | 'HIGH'

/** How the model reasons, and whether it returns the reasoning. */
export type ThinkingConfig = {
  includeThoughts?: boolean
  thinkingLevel?: ThinkingLevel
  thinkingBudget?: number
}

/** Settings of the answer. */
export type GenerationConfig = {
  maxOutputTokens?: number
  temperature?: number
  topP?: number
  topK?: number
  presencePenalty?: number
  frequencyPenalty?: number
  seed?: number
  stopSequences?: string[]
  responseMimeType?: 'application/json'
  responseJsonSchema?: object
  thinkingConfig?: ThinkingConfig
}

/** The body of a request. */
export type GenerateContentBody = {
  contents: Turn[]
  systemInstruction?: { parts: Part[] }
  tools?: ToolBody[]
  toolConfig?: ToolConfig
  generationConfig?: GenerationConfig
}
