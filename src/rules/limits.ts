/**
 * Lists AWS's limits, from the service models of SageMaker (2017-07-24) and SageMaker Metrics
 * (2022-09-30), and the naming rules that this library shares with the SageMaker Python SDK.
 * Constants only.
 *
 * @module
 */

/**
 * Pattern of the names and display names of experiments, trials and trial components
 * ([ExperimentEntityName](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateExperiment.html)).
 */
export const ENTITY_NAME_PATTERN: RegExp = /^[a-zA-Z0-9](?:-*[a-zA-Z0-9])*$/;
/** Longest entity name, in characters. */
export const ENTITY_NAME_LENGTH = 120;
/**
 * Longest experiment or run name, in characters. The trial component's name joins both with a
 * hyphen (the SageMaker Python SDK's rule).
 */
export const RUN_NAME_LENGTH = 59;

/**
 * Most parameters per run
 * ([UpdateTrialComponent](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateTrialComponent.html)).
 */
export const PARAMETER_COUNT = 300;
/** Longest parameter name that can be set and later removed, in characters. */
export const PARAMETER_NAME_LENGTH = 320;
/** Longest string value of a parameter, in characters. */
export const PARAMETER_VALUE_LENGTH = 2500;

/**
 * Most artifacts per run and direction
 * ([UpdateTrialComponent](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateTrialComponent.html)).
 */
export const ARTIFACT_COUNT = 60;
/** Longest artifact name, in characters. */
export const ARTIFACT_NAME_LENGTH = 128;
/** Longest artifact value (usually a URI), in characters. */
export const ARTIFACT_VALUE_LENGTH = 2048;
/**
 * Pattern of media types that AWS accepts
 * ([TrialComponentArtifact](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TrialComponentArtifact.html)):
 * no dot and no parameter.
 */
export const MEDIA_TYPE_PATTERN: RegExp = /^[-\w]+\/[-\w+]+$/;
/** Longest media type, in characters. */
export const MEDIA_TYPE_LENGTH = 64;

/** Longest status message, in characters ([TrialComponentStatus](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TrialComponentStatus.html)). */
export const STATUS_MESSAGE_LENGTH = 1024;
/**
 * Longest metadata property, in characters
 * ([MetadataProperties](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_MetadataProperties.html)).
 */
export const METADATA_LENGTH = 1024;

/**
 * Most tags per resource
 * ([Tag](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_Tag.html)).
 */
export const TAG_COUNT = 50;
/** Longest tag key, in characters. */
export const TAG_KEY_LENGTH = 128;
/** Longest tag value, in characters. */
export const TAG_VALUE_LENGTH = 256;
/** Pattern of tag keys and values. */
export const TAG_PATTERN: RegExp = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Longest metric name, in characters ([RawMetricData](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_metrics_RawMetricData.html)). */
export const METRIC_NAME_LENGTH = 255;
/** Greatest step of a point ([RawMetricData](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_metrics_RawMetricData.html)). */
export const METRIC_STEP = 2_147_483_647;
/**
 * Most points per BatchPutMetrics request
 * ([BatchPutMetrics](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_metrics_BatchPutMetrics.html)).
 */
export const METRIC_BATCH_SIZE = 10;
/**
 * Most series per BatchGetMetrics request
 * ([BatchGetMetrics](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_metrics_BatchGetMetrics.html)).
 */
export const METRIC_QUERIES = 100;
/** Greatest age of a point's timestamp, in milliseconds: two weeks. */
export const METRIC_AGE_MS = 1_209_600_000;
/** Greatest lead of a point's timestamp over the present, in milliseconds: two hours. */
export const METRIC_AHEAD_MS = 7_200_000;
