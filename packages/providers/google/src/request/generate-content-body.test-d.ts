import type {
  Candidate,
  Content,
  EmbedContentConfig,
  FinishReason,
  FunctionCallingConfig,
  FunctionDeclaration as SdkFunctionDeclaration,
  GenerateContentConfig,
  GenerateContentResponse,
  Part as SdkPart,
  ThinkingConfig as SdkThinkingConfig,
  Tool as SdkTool,
  ToolConfig as SdkToolConfig,
} from '@google/genai'
import { expectTypeOf } from 'vitest'
import type { buildBody } from './build-body.ts'
import type {
  FunctionCall,
  FunctionDeclaration,
  FunctionResponse,
  GenerateContentBody,
  GenerationConfig,
  Part,
  ThinkingConfig,
  ToolBody,
  ToolConfig,
  Turn,
} from './generate-content-body.ts'

expectTypeOf<ReturnType<typeof buildBody>['body']>().toEqualTypeOf<GenerateContentBody>()

// This adapter sends only what Google's own client sends: it has the same settings, spread over the body and its generationConfig.
expectTypeOf<Turn>().toExtend<Content>()
expectTypeOf<Part>().toExtend<SdkPart>()
expectTypeOf<FunctionDeclaration>().toExtend<SdkFunctionDeclaration>()
expectTypeOf<ToolBody>().toExtend<SdkTool>()
expectTypeOf<Omit<GenerationConfig, 'thinkingConfig'>>().toExtend<GenerateContentConfig>()
expectTypeOf<Omit<ThinkingConfig, 'thinkingLevel'>>().toExtend<SdkThinkingConfig>()

// Its words are enums, to which a string cannot be assigned.
type WordsOf<Enum extends string | undefined> = `${NonNullable<Enum>}`
expectTypeOf<NonNullable<ThinkingConfig['thinkingLevel']>>().toExtend<
  WordsOf<SdkThinkingConfig['thinkingLevel']>
>()
type Calling = NonNullable<ToolConfig['functionCallingConfig']>
expectTypeOf<Calling['mode']>().toExtend<WordsOf<FunctionCallingConfig['mode']>>()
expectTypeOf<Omit<Calling, 'mode'>>().toExtend<FunctionCallingConfig>()

// Every field is spelt as in the SDK's types.
expectTypeOf<keyof Part>().toExtend<keyof SdkPart>()
expectTypeOf<keyof FunctionCall>().toExtend<keyof NonNullable<SdkPart['functionCall']>>()
expectTypeOf<keyof FunctionResponse>().toExtend<keyof NonNullable<SdkPart['functionResponse']>>()
expectTypeOf<keyof FunctionDeclaration>().toExtend<keyof SdkFunctionDeclaration>()
expectTypeOf<keyof ToolBody>().toExtend<keyof SdkTool>()
expectTypeOf<keyof ToolConfig>().toExtend<keyof SdkToolConfig>()
expectTypeOf<keyof Calling>().toExtend<keyof FunctionCallingConfig>()
expectTypeOf<keyof GenerationConfig>().toExtend<keyof GenerateContentConfig>()
expectTypeOf<keyof ThinkingConfig>().toExtend<keyof SdkThinkingConfig>()
expectTypeOf<Exclude<keyof GenerateContentBody, 'contents' | 'generationConfig'>>().toExtend<
  keyof GenerateContentConfig
>()
expectTypeOf<'taskType' | 'outputDimensionality'>().toExtend<keyof EmbedContentConfig>()

// Every field that is read exists in an answer.
expectTypeOf<'content' | 'finishReason' | 'index' | 'groundingMetadata'>().toExtend<keyof Candidate>()
expectTypeOf<'candidates' | 'promptFeedback' | 'usageMetadata' | 'responseId' | 'modelVersion'>().toExtend<
  keyof GenerateContentResponse
>()
expectTypeOf<
  | 'promptTokenCount'
  | 'toolUsePromptTokenCount'
  | 'candidatesTokenCount'
  | 'thoughtsTokenCount'
  | 'cachedContentTokenCount'
>().toExtend<keyof NonNullable<GenerateContentResponse['usageMetadata']>>()

// Every finish reason of its client has a unified one, or is a failure: see to-finish.ts.
expectTypeOf<WordsOf<FinishReason>>().toEqualTypeOf<
  | 'FINISH_REASON_UNSPECIFIED'
  | 'STOP'
  | 'MAX_TOKENS'
  | 'SAFETY'
  | 'RECITATION'
  | 'LANGUAGE'
  | 'OTHER'
  | 'BLOCKLIST'
  | 'PROHIBITED_CONTENT'
  | 'SPII'
  | 'MALFORMED_FUNCTION_CALL'
  | 'IMAGE_SAFETY'
  | 'IMAGE_PROHIBITED_CONTENT'
  | 'IMAGE_OTHER'
  | 'NO_IMAGE'
  | 'IMAGE_RECITATION'
  | 'UNEXPECTED_TOOL_CALL'
  | 'TOO_MANY_TOOL_CALLS'
  | 'MISSING_THOUGHT_SIGNATURE'
  | 'MALFORMED_RESPONSE'
  | 'ESCALATION'
  | 'PUP_LIMITED_DISABLED'
  | 'CONTINUATION'
  | 'MODEL_ARMOR'
>()
