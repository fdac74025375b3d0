# Records with nothing but Perl, which signs each request itself, until it is stopped:
# {url} {token} {stop file}.
use strict;
use warnings;
use Digest::SHA qw(hmac_sha256 hmac_sha256_hex sha256_hex);
use HTTP::Tiny;
use POSIX qw(strftime);

$| = 1;
my ($url, $token, $stop) = @ARGV;
my ($host) = $url =~ m{^http://([^/]+)};
my $http = HTTP::Tiny->new(timeout => 60);

# Signature version 4, with the headers that every request has.
sub signed {
    my ($service, $method, $path, $body, %headers) = @_;
    my $time = strftime("%Y%m%dT%H%M%SZ", gmtime);
    my $day = substr($time, 0, 8);
    my $digest = sha256_hex($body);
    my $names = "host;x-amz-content-sha256;x-amz-date";
    my $fields = "host:$host\nx-amz-content-sha256:$digest\nx-amz-date:$time\n";
    my $canonical = join("\n", $method, $path, "", $fields, $names, $digest);
    my $scope = "$day/local/$service/aws4_request";
    my $text = join("\n", "AWS4-HMAC-SHA256", $time, $scope, sha256_hex($canonical));
    my $key = "AWS4local";
    $key = hmac_sha256($_, $key) for ($day, "local", $service, "aws4_request");
    my $signature = hmac_sha256_hex($text, $key);
    return {
        content => $body,
        headers => {
            %headers,
            "x-amz-content-sha256" => $digest,
            "x-amz-date" => $time,
            "authorization" => "AWS4-HMAC-SHA256 Credential=$token/$scope, "
                . "SignedHeaders=$names, Signature=$signature",
        },
    };
}

# Tries until a request is answered; what `done` matches is an error that an earlier attempt causes.
sub until_done {
    my ($service, $method, $path, $body, $done, %headers) = @_;
    for (my $attempt = 1;; $attempt++) {
        my $options = signed($service, $method, $path, $body, %headers);
        my $answer = $http->request($method, "$url$path", $options);
        return if $answer->{success};
        return if $attempt > 1 && $done && $answer->{content} =~ $done;
        # 599 stands for a connection that failed.
        die "$method $path: $answer->{status} $answer->{content}" if $answer->{status} < 500;
        select(undef, undef, undef, 0.05);
    }
}

my $exists = qr/already/;
until_done("s3", "PUT", "/kills-perl", "", $exists);
for (my $number = 0; !-e $stop; $number++) {
    my $name = "perl-$number";
    until_done(
        "sagemaker", "POST", "/",
        qq({"TrialComponentName":"$name","Parameters":{"number":{"NumberValue":$number}}}),
        $exists,
        "x-amz-target" => "SageMaker.CreateTrialComponent",
        "content-type" => "application/x-amz-json-1.1",
    );
    print qq({"kind":"component","name":"$name","parameters":{"number":$number}}\n);
    my @values;
    for my $batch (0 .. 2) {
        my $now = time;
        my @data;
        for (1 .. 10) {
            my $value = $number + @values / 8;
            my $step = @values;
            push @data, qq({"MetricName":"loss","Value":$value,"Step":$step,"Timestamp":$now});
            push @values, $value;
        }
        until_done(
            "sagemaker", "PUT", "/BatchPutMetrics",
            qq({"TrialComponentName":"$name","MetricData":[) . join(",", @data) . "]}",
            undef,
            "content-type" => "application/json",
            "amz-sdk-invocation-id" => "$name-$batch",
        );
    }
    my $values = join(",", @values);
    print qq({"kind":"points","component":"$name","metric":"loss","values":[$values]}\n);
    my $body = "of $name\n" x (1 + $number * 13 % 500);
    until_done("s3", "PUT", "/kills-perl/$number", $body);
    print qq({"kind":"object","bucket":"kills-perl","key":"$number","sha256":")
        . sha256_hex($body) . qq("}\n);
}
