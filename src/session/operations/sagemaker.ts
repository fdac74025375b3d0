/**
 * Lists the SageMaker operations that runlog uses, one per line: the operation's name and the AWS
 * SDK's command. Loaded on a session's first call, because importing the SDK reads the environment.
 *
 * @module
 */
import {
  AddAssociationCommand,
  AddTagsCommand,
  AssociateTrialComponentCommand,
  CreateArtifactCommand,
  CreateExperimentCommand,
  CreateTrialCommand,
  CreateTrialComponentCommand,
  DeleteArtifactCommand,
  DeleteAssociationCommand,
  DeleteExperimentCommand,
  DeleteTagsCommand,
  DeleteTrialCommand,
  DeleteTrialComponentCommand,
  DescribeActionCommand,
  DescribeArtifactCommand,
  DescribeContextCommand,
  DescribeExperimentCommand,
  DescribeProcessingJobCommand,
  DescribeTrainingJobCommand,
  DescribeTransformJobCommand,
  DescribeTrialCommand,
  DescribeTrialComponentCommand,
  DisassociateTrialComponentCommand,
  ListArtifactsCommand,
  ListAssociationsCommand,
  ListExperimentsCommand,
  ListTagsCommand,
  ListTrialComponentsCommand,
  ListTrialsCommand,
  QueryLineageCommand,
  SearchCommand,
  UpdateTrialComponentCommand,
} from "@aws-sdk/client-sagemaker";

/** SageMaker command classes by operation name. */
export interface SageMakerCommands {
  /** @internal */
  readonly AddAssociation: typeof AddAssociationCommand;
  /** @internal */
  readonly AddTags: typeof AddTagsCommand;
  /** @internal */
  readonly AssociateTrialComponent: typeof AssociateTrialComponentCommand;
  /** @internal */
  readonly CreateArtifact: typeof CreateArtifactCommand;
  /** @internal */
  readonly CreateExperiment: typeof CreateExperimentCommand;
  /** @internal */
  readonly CreateTrial: typeof CreateTrialCommand;
  /** @internal */
  readonly CreateTrialComponent: typeof CreateTrialComponentCommand;
  /** @internal */
  readonly DeleteArtifact: typeof DeleteArtifactCommand;
  /** @internal */
  readonly DeleteAssociation: typeof DeleteAssociationCommand;
  /** @internal */
  readonly DeleteExperiment: typeof DeleteExperimentCommand;
  /** @internal */
  readonly DeleteTags: typeof DeleteTagsCommand;
  /** @internal */
  readonly DeleteTrial: typeof DeleteTrialCommand;
  /** @internal */
  readonly DeleteTrialComponent: typeof DeleteTrialComponentCommand;
  /** @internal */
  readonly DescribeAction: typeof DescribeActionCommand;
  /** @internal */
  readonly DescribeArtifact: typeof DescribeArtifactCommand;
  /** @internal */
  readonly DescribeContext: typeof DescribeContextCommand;
  /** @internal */
  readonly DescribeExperiment: typeof DescribeExperimentCommand;
  /** @internal */
  readonly DescribeProcessingJob: typeof DescribeProcessingJobCommand;
  /** @internal */
  readonly DescribeTrainingJob: typeof DescribeTrainingJobCommand;
  /** @internal */
  readonly DescribeTransformJob: typeof DescribeTransformJobCommand;
  /** @internal */
  readonly DescribeTrial: typeof DescribeTrialCommand;
  /** @internal */
  readonly DescribeTrialComponent: typeof DescribeTrialComponentCommand;
  /** @internal */
  readonly DisassociateTrialComponent: typeof DisassociateTrialComponentCommand;
  /** @internal */
  readonly ListArtifacts: typeof ListArtifactsCommand;
  /** @internal */
  readonly ListAssociations: typeof ListAssociationsCommand;
  /** @internal */
  readonly ListExperiments: typeof ListExperimentsCommand;
  /** @internal */
  readonly ListTags: typeof ListTagsCommand;
  /** @internal */
  readonly ListTrialComponents: typeof ListTrialComponentsCommand;
  /** @internal */
  readonly ListTrials: typeof ListTrialsCommand;
  /** @internal */
  readonly QueryLineage: typeof QueryLineageCommand;
  /** @internal */
  readonly Search: typeof SearchCommand;
  /** @internal */
  readonly UpdateTrialComponent: typeof UpdateTrialComponentCommand;
}

/** The SageMaker operations that this library sends. */
export const sageMakerCommands: SageMakerCommands = {
  AddAssociation: AddAssociationCommand,
  AddTags: AddTagsCommand,
  AssociateTrialComponent: AssociateTrialComponentCommand,
  CreateArtifact: CreateArtifactCommand,
  CreateExperiment: CreateExperimentCommand,
  CreateTrial: CreateTrialCommand,
  CreateTrialComponent: CreateTrialComponentCommand,
  DeleteArtifact: DeleteArtifactCommand,
  DeleteAssociation: DeleteAssociationCommand,
  DeleteExperiment: DeleteExperimentCommand,
  DeleteTags: DeleteTagsCommand,
  DeleteTrial: DeleteTrialCommand,
  DeleteTrialComponent: DeleteTrialComponentCommand,
  DescribeAction: DescribeActionCommand,
  DescribeArtifact: DescribeArtifactCommand,
  DescribeContext: DescribeContextCommand,
  DescribeExperiment: DescribeExperimentCommand,
  DescribeProcessingJob: DescribeProcessingJobCommand,
  DescribeTrainingJob: DescribeTrainingJobCommand,
  DescribeTransformJob: DescribeTransformJobCommand,
  DescribeTrial: DescribeTrialCommand,
  DescribeTrialComponent: DescribeTrialComponentCommand,
  DisassociateTrialComponent: DisassociateTrialComponentCommand,
  ListArtifacts: ListArtifactsCommand,
  ListAssociations: ListAssociationsCommand,
  ListExperiments: ListExperimentsCommand,
  ListTags: ListTagsCommand,
  ListTrialComponents: ListTrialComponentsCommand,
  ListTrials: ListTrialsCommand,
  QueryLineage: QueryLineageCommand,
  Search: SearchCommand,
  UpdateTrialComponent: UpdateTrialComponentCommand,
};
