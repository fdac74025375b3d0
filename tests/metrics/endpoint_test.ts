import { assertEquals } from "@std/assert";
import { metricsHostname } from "../../src/metrics/endpoint.ts";

const HOSTS: readonly (readonly [string, string])[] = [
  ["api.sagemaker.eu-west-1.amazonaws.com", "metrics.sagemaker.eu-west-1.amazonaws.com"],
  ["api.sagemaker.cn-north-1.amazonaws.com.cn", "metrics.sagemaker.cn-north-1.amazonaws.com.cn"],
  ["api.sagemaker.eu-west-1.api.aws", "metrics.sagemaker.eu-west-1.api.aws"],
  ["api-fips.sagemaker.us-east-1.amazonaws.com", "metrics-fips.sagemaker.us-east-1.amazonaws.com"],
  [
    "api-fips.sagemaker.us-gov-west-1.amazonaws.com",
    "metrics.sagemaker-fips.us-gov-west-1.amazonaws.com",
  ],
  [
    "api.sagemaker-fips.us-iso-east-1.c2s.ic.gov",
    "metrics.sagemaker-fips.us-iso-east-1.c2s.ic.gov",
  ],
  ["127.0.0.1", "127.0.0.1"],
  [
    "vpce-1.api.sagemaker.eu-west-1.vpce.amazonaws.com",
    "vpce-1.api.sagemaker.eu-west-1.vpce.amazonaws.com",
  ],
];

for (const [sagemaker, metrics] of HOSTS) {
  Deno.test(`metricsHostname() of ${sagemaker} is ${metrics}`, () => {
    assertEquals(metricsHostname(sagemaker), metrics);
  });
}
