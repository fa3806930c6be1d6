import type { ErrorRule } from './error-rule.ts'

/**
 * What the errors of all vendors mean, read before the bare status; an adapter's own table comes before this one. Sources: the
 * error pages of OpenAI, Anthropic, Google, AWS, Mistral, Groq, Together, Cohere and OpenRouter, and the texts that vLLM, TGI,
 * llama.cpp, LM Studio, xAI, Azure API Management and others send (late 2026).
 */

/** Statuses whose texts are about the request or the account, not about load. */
const refusals = [400, 402, 403, 412, 413, 422]

/** The account's money or its limits over a day or longer are used up. */
const quotas: readonly ErrorRule[] = [
  // Google's, directly, through its compatible endpoint, Vertex or the AI SDK: every exhausted limit is a 429
  // RESOURCE_EXHAUSTED whose text mentions plan and quota; only the id of the limit tells a minute from a day.
  { status: [429], code: /Per(Day|Month)|ByDay/, kind: 'quota' },
  { status: [429], message: /spend(ing)? cap|credits are depleted|\blimit: 0\b/i, kind: 'quota' },
  // Shared capacity, not a limit of the project.
  { status: [429], code: /^MODEL_CAPACITY_EXHAUSTED$/, kind: 'overloaded' },
  { status: [429], message: /error-code-429/, kind: 'overloaded' },
  // A text that names a minute as well is about the minute.
  {
    status: [402, 403, 429],
    message:
      /^(?![^]*(\bper[- ]min|\/ ?min|\b[RT]PM\b))(?=[^]*(limit|quota|exceed|too many|used up|exhaust))[^]*(\b(per|a)[- ](day|week|month)\b|\/ ?(day|week|month)\b|\b(dai|week|month)ly\b|\b[RT]PD\b)/i,
    kind: 'quota',
  },
  { status: [429], code: /^RESOURCE_EXHAUSTED$/, kind: 'rate-limit' },
  {
    code: /^(insufficient_(\w+_)?(quota|balance|credits|funds)|exceeded_current_quota(_error)?|credit_(balance_exhausted|limit)|billing_(error|hard_limit_reached|not_active)|(\w+_)?spend_limit_(exceeded|reached)|(\w+_)?usage_limit_(exceeded|reached)|quota_exceeded|blocked_api_access|arrearage|account_?overdue(error)?|not_enough_balance|ServiceQuotaExceededException)$/i,
    kind: 'quota',
  },
  {
    status: [...refusals, 401, 429],
    message:
      /exceeded your current quota|(spend|spending|credit|usage) limit (has been )?(reached|exceeded)|reach(ed|ing) (your|its|the) [\w ]*(usage|spend|spending|credit) limit|credit balance is too low|(no|insufficient) (prepaid |remaining )?(credits|balance|funds)(?! were)|have any credits|out of (call volume|bandwidth) quota|insufficient_quota|\bin good standing\b|\bin arrears\b|payment is overdue/i,
    kind: 'quota',
  },
]

/** The request is too long for this target. */
const lengths: readonly ErrorRule[] = [
  // The request alone exceeds the limit per minute (Groq, OpenAI). Waiting never helps, while smaller requests are served as
  // before. That is the same as a full context window: the request goes to targets known to accept more.
  { status: [413], code: /^rate_limit_exceeded$/, kind: 'context-length' },
  { status: [413, 429], message: /\brequest too large for\b/i, kind: 'context-length' },
  {
    code: /^(context_(length|window)_exceeded|exceed_context_size_error|request_too_large|tokens_limit_reached|ContextWindowExceededError)$/i,
    kind: 'context-length',
  },
  {
    status: [...refusals, 500],
    message:
      /maximum (context|prompt) length|context (length|window|size|limit)|(prompt|input) is too long|input token count|too many (input )?tokens|reduce the length of the|`inputs` tokens|longer than the (model|maximum)|payload size exceeds|prompt exceeds max|exceeded model token limit/i,
    kind: 'context-length',
  },
]

/** What the prompt or the answer says was refused. */
const policies: readonly ErrorRule[] = [
  {
    code: /^(content_(filter|blocked)|content_policy_violation|invalid_prompt|\w+_policy(_violation)?|ResponsibleAIPolicyViolation|moderation_blocked|safety_violation|data_?inspection_?failed)$/i,
    kind: 'content-policy',
  },
  {
    status: [400, 403, 422, 498],
    message:
      /content ((management|filtering|safety) )?policy|usage (policy|guidelines)|safety (system|check)|\binput was flagged\b|\bguardrails?\b|prompt injection|jailbreak|\bmoderation\b|content exists risk|inappropriate content|deny-?listed/i,
    kind: 'content-policy',
  },
]

/** The key or its account may not. */
const keys: readonly ErrorRule[] = [
  {
    code: /^(invalid_api_key|incorrect_api_key|wrong_api_key|invalid_authentication|authentication_error|UNAUTHENTICATED|API_KEY_INVALID|account_deactivated|(UnrecognizedClient|ExpiredToken|InvalidSignature)(Exception)?)$/i,
    kind: 'auth',
  },
  // xAI and Gemini answer a bad key with a 400 without a code for it.
  {
    status: [400],
    message: /\b(incorrect|invalid) api key\b|\bapi key (is )?(not (valid|found)|invalid|expired)\b/i,
    kind: 'auth',
  },
  {
    code: /^(permissions?_?denied|permissions_error|permission_error|insufficient_permissions|organization_restricted|AccessDeniedException)$/i,
    kind: 'permission',
  },
  {
    status: [400, 403, 412],
    message:
      /\b(organization|account|project|workspace|team|resource)\b.{0,40}\b(is|was|has been) (temporarily )?(disabled|suspended|deactivated|restricted|banned|blocked)\b|location is not supported|free tier is not available/i,
    kind: 'permission',
  },
]

/** The target's own faults: its model, its host, its load. */
const targets: readonly ErrorRule[] = [
  // The model's own mistakes, which Groq reports as errors: another attempt may succeed.
  { code: /^(tool_use_failed|json_validate_failed|output_parse_failed)$/, kind: 'invalid-response' },
  // A host of one's own that cannot run its model now (LM Studio, vLLM, llama.cpp).
  {
    status: [400, 404, 409, 412],
    message:
      /failed to load (the )?model|no models? (is |are )?loaded|model (is |was |has )?(not loaded|unloaded|loading|crashed)|out of memory\b|cuda error/i,
    kind: 'server',
  },
  {
    code: /^(model_?not_?(found|available|supported|exist)(_?error)?|model_(decommissioned|terms_required|does_not_exist)|(unknown|invalid|unsupported)_model|DeploymentNotFound|OperationNotSupported)$/i,
    status: [400, 403, 404, 410, 422],
    kind: 'model-not-found',
  },
  // The model itself, and nothing that belongs to it, is what does not exist.
  {
    status: [400, 404],
    message:
      /(?<!\b(for|of|in|by|with|from|to) ((this|the|that|your) )?)\b(model|deployment):?\s+(with (name|id) )?(["'`][^"'`]{1,120}["'`]:?\s+|[^\s"'`]{1,120}\s+)?((does not|do not|doesn't|not) exist|((was|is|are|has been) )?(not (found|available|supported|servable|ready for serving)|decommissioned|deprecated|no longer))\b/i,
    kind: 'model-not-found',
  },
  {
    status: [400, 404],
    message:
      /\b(unknown|invalid|unrecognized|unsupported) model( id| name| identifier)?\s*(["'`:=.,(]|$)|not a valid model\b|model identifier is invalid|unable to access model|no endpoints found for|existing deployment to match|\bmodels\/\S+ is not found|could not resolve the foundation model|not servable in region|on-demand throughput isn/i,
    kind: 'model-not-found',
  },
  { status: [404], code: /^not_found_error$/, message: /^model\b/, kind: 'model-not-found' },
  { status: [400, 404, 422], param: /^model$/, kind: 'model-not-found' },
  {
    code: /^((server_is_|engine_|model_)?overloaded(_error)?|slow_down|service_unavailable(_error)?|(\w+_)?capacity_(exceeded|exhausted)|queue_exceeded|NoCapacity|UNAVAILABLE|ModelNotReadyException|ServiceUnavailable(Exception)?)$/i,
    kind: 'overloaded',
  },
  {
    status: [400, 429, 500, 502],
    message:
      /\boverloaded\b|\b(at|over|no|insufficient|out of|tier) capacity\b|not ready yet|high demand|(server|system) is (too )?busy/i,
    kind: 'overloaded',
  },
  // The limit of the server behind a gateway, not of the key: other models are served as before.
  { status: [429], message: /provider returned error/i, kind: 'overloaded' },
  {
    code: /^(rate_limit(_exceeded|_error|_reached)?|rate_limited|RateLimitReached|too_many_requests(_error)?|RESOURCE_EXHAUSTED|(request|token)_quota_exceeded|(Throttling|TooManyRequests)(Exception)?)$/i,
    kind: 'rate-limit',
  },
  { status: [400, 403], message: /\brate[- ]limit(ed)?\b|too many requests/i, kind: 'rate-limit' },
  {
    code: /^(((request|vector_store)_)?timeout|timeout_error|DEADLINE_EXCEEDED|ModelTimeoutException)$/i,
    kind: 'timeout',
  },
]

/** Refusals whose words say that the request is at fault: no other target is asked. */
const requests: readonly ErrorRule[] = [
  {
    status: [400, 403, 404],
    message:
      /^(?!\s*(<|file not found))[^]*\b(file|image|document|container|thread|skill|tool|item|response|batch|cached ?content)\b.{0,120}\b(not found|not exist|no longer)\b/i,
    kind: 'bad-request',
  },
  {
    code: /^(unsupported|invalid|missing_required|unknown)_(value|type|parameter|arguments?|json|image\w*|file\w*|function_\w+|request_message_\w+)$|_(above|below)_(max|min)\w*$/i,
    status: [400, 404],
    kind: 'bad-request',
  },
  // What validators say, with the name of a field or without.
  {
    status: [400],
    message:
      /^['"`]?(messages|input|contents|tools|tool_choice|system|max_\w*tokens|temperature|top_[pk]|stop\w*|thinking|metadata|response_format)\b[\w.[\]]*['"`]?\s*:|validation (error|failed)|\bfield required\b|not permitted|unsupported (value|parameter)|invalid (value at|json)|malformed (input|request)|\bmust (be (one of|at (least|most)|an? |of type|<|>|less|greater|between|non-|specified|followed)|alternate)|expected last role/i,
    kind: 'bad-request',
  },
  { status: [400, 404], param: /^(?!model$)/, kind: 'bad-request' },
]

/** The table: the first row that fits decides. */
export const commonErrorRules: readonly ErrorRule[] = [
  ...quotas,
  ...lengths,
  ...keys,
  ...policies,
  ...targets,
  ...requests,
]
