/**
 * The SageMaker operations in use, one line each: the name a session calls it by and the AWS SDK's
 * command. Loaded on a session's first call, since importing the SDK reads the environment.
 *
 * @module
 */
import {
  AssociateTrialComponentCommand,
  CreateExperimentCommand,
  CreateTrialCommand,
  CreateTrialComponentCommand,
  DeleteTrialComponentCommand,
  DescribeExperimentCommand,
  DescribeTrialCommand,
  DescribeTrialComponentCommand,
  ListTagsCommand,
  ListTrialComponentsCommand,
  ListTrialsCommand,
  SearchCommand,
  UpdateTrialComponentCommand,
} from "@aws-sdk/client-sagemaker";

/** Operation name to command class. */
export interface SageMakerCommands {
  readonly AssociateTrialComponent: typeof AssociateTrialComponentCommand;
  readonly CreateExperiment: typeof CreateExperimentCommand;
  readonly CreateTrial: typeof CreateTrialCommand;
  readonly CreateTrialComponent: typeof CreateTrialComponentCommand;
  readonly DeleteTrialComponent: typeof DeleteTrialComponentCommand;
  readonly DescribeExperiment: typeof DescribeExperimentCommand;
  readonly DescribeTrial: typeof DescribeTrialCommand;
  readonly DescribeTrialComponent: typeof DescribeTrialComponentCommand;
  readonly ListTags: typeof ListTagsCommand;
  readonly ListTrialComponents: typeof ListTrialComponentsCommand;
  readonly ListTrials: typeof ListTrialsCommand;
  readonly Search: typeof SearchCommand;
  readonly UpdateTrialComponent: typeof UpdateTrialComponentCommand;
}

/** Every SageMaker operation this library sends. */
export const sageMakerCommands: SageMakerCommands = {
  AssociateTrialComponent: AssociateTrialComponentCommand,
  CreateExperiment: CreateExperimentCommand,
  CreateTrial: CreateTrialCommand,
  CreateTrialComponent: CreateTrialComponentCommand,
  DeleteTrialComponent: DeleteTrialComponentCommand,
  DescribeExperiment: DescribeExperimentCommand,
  DescribeTrial: DescribeTrialCommand,
  DescribeTrialComponent: DescribeTrialComponentCommand,
  ListTags: ListTagsCommand,
  ListTrialComponents: ListTrialComponentsCommand,
  ListTrials: ListTrialsCommand,
  Search: SearchCommand,
  UpdateTrialComponent: UpdateTrialComponentCommand,
};
