export type { CallOptions, ChatModel } from './chat/chat-model.ts'
export type {
  ChatRequest,
  FunctionTool,
  ProviderTool,
  ReasoningEffort,
  ResponseFormat,
  Tool,
  ToolChoice,
} from './chat/chat-request.ts'
export type {
  ChatResponse,
  FinishReason,
  RequestInfo,
  ResponseInfo,
  ResponseMetadata,
  Usage,
  Warning,
} from './chat/chat-response.ts'
export type {
  Citation,
  Content,
  CustomContent,
  FileContent,
  GeneratedFileData,
  ReasoningContent,
  ReasoningFileContent,
  SourceContent,
  TextContent,
  ToolApprovalRequest,
  ToolCallContent,
  ToolResultResponse,
} from './chat/content.ts'
export type {
  FileData,
  InlineFileData,
  RemoteFileData,
  TextFileData,
  UploadedFileData,
} from './chat/file-data.ts'
export type { JsonObject, JsonSchema, JsonValue, ProviderMetadata, ProviderOptions } from './chat/json.ts'
export type {
  AssistantMessage,
  AssistantPart,
  ChatMessage,
  CustomPart,
  FilePart,
  ReasoningFilePart,
  ReasoningPart,
  SystemMessage,
  TextPart,
  ToolApprovalResponsePart,
  ToolCallPart,
  ToolMessage,
  ToolPart,
  ToolResultContent,
  ToolResultOutput,
  ToolResultPart,
  UserMessage,
  UserPart,
} from './chat/message.ts'
export type {
  FinishPart,
  ResponseMetadataPart,
  StreamPart,
  StreamStartPart,
  ToolInputStartPart,
} from './chat/stream-part.ts'
export type {
  EmbeddingModel,
  EmbeddingPurpose,
  EmbedRequest,
  EmbedResponse,
} from './embedding/embedding-model.ts'
export {
  createEmbeddingModel,
  type EmbeddingApi,
  type RawEmbeddings,
} from './embedding/create-embedding-model.ts'
export type { BuiltBody, ChatApi, Completion, ReaderOptions } from './model/chat-api.ts'
export { createChatModel } from './model/create-chat-model.ts'
export { fullMediaType, textOfBase64, toBase64 } from './chat/base64.ts'
export { chatRequestHints, embedRequestHints } from './chat/check-request.ts'
export { citedSources } from './chat/cited-sources.ts'
export { collectWarnings, type Warn } from './chat/collect-warnings.ts'
export { fitsStrictMode } from './chat/fits-strict-mode.ts'
export { fitToolId, type ToolIdShape } from './chat/fit-tool-id.ts'
export { isEmptyAnswer } from './chat/is-empty-answer.ts'
export { ownOptions, withOwnOptions } from './chat/own-options.ts'
export { addToolResult } from './chat/add-tool-result.ts'
export { pickSettings, type SettingRules } from './chat/pick-settings.ts'
export { imageAt } from './chat/image-at.ts'
export { resolveFile, type FileLike, type ResolvedFile } from './chat/resolve-file.ts'
export { textOf } from './chat/text-of.ts'
export { toolCallContent, type RawToolCall } from './chat/tool-call-content.ts'
export { toolInputObject } from './chat/tool-input-object.ts'
export { toolInputText, toolOutputText } from './chat/tool-texts.ts'
export { toAssistantMessage } from './chat/to-assistant-message.ts'
export { unknownUsage } from './chat/unknown-usage.ts'
export { withBrokenInputs } from './chat/with-broken-inputs.ts'
export { classifyHttpError, type HttpFailure } from './errors/classify-http-error.ts'
export { codeIn } from './errors/code-in.ts'
export { failureMessage, type FailureDetails } from './errors/failure-message.ts'
export { safeCause } from './errors/safe-cause.ts'
export { redactSecrets, wholeWords } from './errors/redact-secrets.ts'
export { redactText, safeWord } from './errors/secrets.ts'
export type { HeaderRecord } from './http/header-record.ts'
export { headerSecrets, mergeHeaders, secretWords } from './http/headers.ts'
export type { EventAnswer, EventList, HttpAnswer, JsonAnswer } from './http/http-answer.ts'
export { createHttpClient, type HttpClient } from './http/http-client.ts'
export { createModelClient, type ModelEndpoint } from './http/create-model-client.ts'
export type { Fetch, HttpCall, HttpSettings } from './http/http-settings.ts'
export { jsonOfEvent, mayBeError } from './http/json-of-event.ts'
export { EventReader, SseOverflowError, type SseEvent, type SseOptions } from './http/event-reader.ts'
export { discard } from './http/discard.ts'
export { InvalidAnswerError } from './http/invalid-answer-error.ts'
export { nextOrSilence, longGraceMs } from './http/next-or-silence.ts'
export { isDone, parseSse } from './http/parse-sse.ts'
export { readResponse, type ReceivedResponse } from './http/read-response.ts'
export { readText, type BodyText } from './http/read-text.ts'
export type { LimitBooking } from './limits/limit-booking.ts'
export { parseLimitHeaders, type LimitHeaders } from './limits/limit-headers.ts'
export { checkApiKey, type ApiKey } from './options/api-key.ts'
export { checkHeaders, type HeaderSettings } from './options/check-headers.ts'
export { checkHost } from '@llm-balancer/core/options'
export { checkBaseURL, querySecrets } from './options/base-url.ts'
export type { ModelSettings, OwnSettings } from './options/model-settings.ts'
export { pathSegment } from './options/path-segment.ts'
export { readModelSettings } from './options/read-settings.ts'
export { asCount, asJsonText, asRecord, asRecords, asText } from './read/as-value.ts'
export { decoded } from './read/decoded.ts'
export { hasError } from './read/has-error.ts'
export { isJsonRecord, parseJsonObject, parseJsonText, type JsonRecord } from './read/json-record.ts'
export { mergeAccount } from './read/merge-account.ts'
export { UsageAccount, usageIn } from './read/usage-in.ts'
export { compact, toMetadata, type Compact } from './read/compact.ts'
export { toResponseMetadata, type ResponseFacts } from './read/to-response-metadata.ts'
export { toUsage, type TokenCounts } from './read/to-usage.ts'
export { abortableStream } from './stream/abortable-stream.ts'
export { mergeMetadata } from './stream/merge-metadata.ts'
export type { EmitPart, PartReader, ReaderSource, RemotePlace, StreamEnd } from './stream/part-reader.ts'
export type { TextEvent } from './stream/text-pattern.ts'
export { BlockWriter } from './stream/block-writer.ts'
export { assemble, collect } from './stream/collect.ts'
export { isContentPart, isFinalPart, toTokenUsage, usageOfPart } from './stream/stream-parts.ts'
export { ToolCallWriter, type ToolCallPiece } from './stream/tool-call-writer.ts'
export { FinishWatch, type ChunkSigns } from './stream/finish-watch.ts'
export { ToolInput } from './stream/tool-input.ts'
export { WrittenInputs } from './stream/written-inputs.ts'
export type { EntrySettings, SettingRule, Vendor, VendorEnvironment } from './vendor/vendor.ts'
// For the table of an adapter's own settings, see `readModelSettings`.
export {
  checkBoolean,
  checkFunction,
  checkString,
  checkText,
  mustBe,
  numberWithin,
  oneOf,
  type Check,
  type NumberRange,
  type OptionTable,
} from '@llm-balancer/core/options'
export {
  commonErrorRules,
  ProviderError,
  readVendorError,
  type ErrorRule,
  type VendorError,
} from '@llm-balancer/core/errors'
export type {
  AttemptFacts,
  ResumableAnswer,
  FailureKind,
  FailureScope,
  HeadersLike,
  LimitReport,
  TokenUsage,
} from '@llm-balancer/core'
