// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// verificationCases are the ways in which a verification ends, by kind.
func verificationCases() []diagnosticCase {
	none := func(*fakeSTS) {}
	refused := func(status int, code, message string) func(*fakeSTS) {
		return func(f *fakeSTS) { f.refuse = refusing(callAssumeRole, status, code, message) }
	}
	answered := func(body string) func(*fakeSTS) {
		return func(f *fakeSTS) {
			f.refuse = func(w http.ResponseWriter, form url.Values) bool {
				if form.Get("Action") != callAssumeRole {
					return false
				}
				_, _ = w.Write([]byte(body))
				return true
			}
		}
	}
	session := func(f *fakeSTS) { f.callerARN = testCallerSession }
	from := "verificationArguments.addFailure"
	const forbidden, bad = http.StatusForbidden, http.StatusBadRequest
	return []diagnosticCase{
		{"denied, without a reason", from, verified(refused(forbidden, "AccessDenied", testUsualDenial), nil)},
		{"denied, as a warning", from, verified(refused(forbidden, "AccessDenied", testUsualDenial), attrs{"on_failure": "warn"})},
		{"denied by a service control policy", from, verified(refused(forbidden, "AccessDenied", testUsualDenial+" with an explicit deny in a service control policy"), nil)},
		{"denied, with an external ID", from, verified(refused(forbidden, "AccessDenied", testUsualDenial), attrs{"external_id": plantedExternalID})},
		{"longer than the role allows", from, verified(refused(bad, "ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."), attrs{"duration_seconds": 7200})},
		{"longer than role chaining allows", from, verified(session, attrs{"duration_seconds": 7200})},
		{"a request that STS refuses", from, verified(refused(bad, "ValidationError", "1 validation error detected"), nil)},
		{"too many tags", from, verified(refused(bad, "PackedPolicyTooLarge", "Packed size of session tags consumes 110% of allotted space"), nil)},
		{"no credentials", from, wasRead("crossaccount_assumable_role", attrs{"region": "us-east-1"}, attrs{"role_arn": testRoleARN})},
		{"credentials that expired", from, verified(refused(forbidden, "ExpiredToken", "The security token included in the request is expired"), nil)},
		{"credentials that are wrong", from, verified(refused(forbidden, "InvalidClientTokenId", "The security token included in the request is invalid"), nil)},
		{"a region where STS is off", from, verified(refused(forbidden, "RegionDisabledException", "STS is not activated in this region"), nil)},
		{"a caller in another partition", from, verified(func(f *fakeSTS) { f.callerARN = "arn:aws-cn:iam::111111111111:user/ci" }, nil)},
		{"throttled", from, verified(refused(bad, "Throttling", "Rate exceeded"), nil)},
		{"a request that timed out", from, verified(refused(bad, "RequestTimeout", "Request timed out"), nil)},
		{"nothing that answers", from, verified(func(f *fakeSTS) { f.Close() }, nil)},
		{"an answer that is none", from, verified(answered("<html>a proxy</html>"), nil)},
		{"an ARN of another partition than the region", from, verified(none, attrs{"role_arn": "arn:aws-us-gov:iam::222222222222:role/deploy"})},
	}
}

// denialCases are denials by what AWS says of them, and by who calls.
func denialCases() []diagnosticCase {
	denied := func(text string, config attrs) func(*testing.T) []string {
		return verified(answeringAs(testCallerARN, refusing(callAssumeRole, http.StatusForbidden, "AccessDenied", text)), config)
	}
	by := func(caller string, config attrs) func(*testing.T) []string {
		return verified(answeringAs(caller, refusing(callAssumeRole, http.StatusForbidden, "AccessDenied", testUsualDenial)), config)
	}
	var byPolicy []func(*testing.T) []string
	for _, policy := range []string{
		"identity-based policy", "role trust policy", "service control policy", "resource control policy", "permissions boundary", "session policy", "VPC endpoint policy",
	} {
		byPolicy = append(byPolicy, denied(testUsualDenial+" because no "+policy+" allows the sts:AssumeRole action", nil),
			denied(testUsualDenial+" with an explicit deny in a "+policy+": arn:aws:organizations::999999999999:policy/o-a1b2c3d4e5/x/p-1", nil))
	}
	without := func(action string) string { return strings.Replace(testUsualDenial, "sts:AssumeRole", action, 1) }
	policy := func(statement string) attrs { return attrs{"trust_policy": policyOf(statement)} }
	const toCaller = `"Effect":"Allow","Principal":{"AWS":"` + testCallerARN + `"},"Action":"sts:AssumeRole"`
	return []diagnosticCase{
		{"denied, by each type of policy", "", each(byPolicy...)},
		{"denied, through another policy", "", denied(testUsualDenial+" with an explicit deny in an identity-based policy transitively through a service control policy", nil)},
		{"denied, in words that are not known", "", each(denied("Access denied", nil), denied(testUsualDenial+" because no data perimeter policy allows the sts:AssumeRole action", nil))},
		{"denied session tags and a source identity", "", each(
			denied(without("sts:TagSession"), nil), denied(without("sts:TagSession"), attrs{"tags": map[string]any{"team": "blue"}}),
			denied(without("sts:SetSourceIdentity"), nil), denied(without("sts:SetSourceIdentity"), attrs{"source_identity": "jane.doe"}),
		)},
		{"denied, to a role session", "", by(testCallerSession, nil)},
		{"denied, to a user of the role's account", "", by("arn:aws:iam::222222222222:user/ci", nil)},
		{"denied, to those who assume no role", "", each(by("arn:aws:iam::111111111111:root", nil), by("arn:aws:sts::111111111111:federated-user/ci", nil),
			denied("Roles may not be assumed by root accounts.", nil))},
		{"denied, and explained by the trust policy", "", each(
			by(testCallerARN, policy(letting(`"AWS":"arn:aws:iam::111111111111:user/cd"`, "sts:AssumeRole"))),
			by(testCallerARN, policy(toCaller+`,"Condition":{"StringEquals":{"sts:ExternalId":"example-2f6d0c1e"}}`)),
			by(testCallerARN, policy(toCaller+`,"Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}`)),
			by(testCallerARN, policy(toCaller+`},{"Effect":"Deny","Principal":{"AWS":"111111111111"},"Action":"sts:AssumeRole"`)),
		)},
		{"denied, though the trust policy would let the caller in", "", each(by(testCallerARN, policy(toCaller)),
			by("arn:aws:iam::222222222222:user/ci", policy(letting(`"AWS":"arn:aws:iam::222222222222:user/ci"`, "sts:AssumeRole"))))},
		{"denied by another trust policy than the one given", "", each(
			denied(testUsualDenial+" because no role trust policy allows the sts:AssumeRole action", policy(toCaller)),
			denied(testUsualDenial+" because no role trust policy allows the sts:AssumeRole action", policy(letting(`"AWS":"111111111111"`, "sts:AssumeRole"))),
		)},
		{"denied until the time was up", "", by(testCallerARN, attrs{"wait_timeout": "1s"})},
		{"denied GetCallerIdentity", "", verified(answeringAs(testCallerARN, refusing(callGetCallerID, http.StatusForbidden, "AccessDenied", "x")), nil)},
		{"denied a hop", "", verified(answeringAs(testCallerARN, refusingRole(testHop1, http.StatusForbidden, "AccessDenied", testUsualDenial)), attrs{"via": []any{attrs{"role_arn": testHop1}}})},
	}
}

// chainCases are what is wrong with a request, and with a chain.
func chainCases() []diagnosticCase {
	tags := map[string]any{"": "x", "aws:x": "1", "k\u200b": "1", "long": strings.Repeat("x", 257), strings.Repeat("y", 129): ""}
	many := map[string]any{}
	for _, r := range "abcdefghijklmnopqrstuvwxyz0123456789äöüßàéèêçñåøæœþ" {
		many["k"+string(r)] = ""
	}
	invalid := func(config attrs) func(*testing.T) []string {
		config["role_arn"] = testRoleARN
		return validated("crossaccount_assumable_role", config)
	}
	return []diagnosticCase{
		{"assumable_role: session tags", "", each(invalid(attrs{"tags": tags}), invalid(attrs{"tags": many, "transitive_tag_keys": []any{"ka", "KA"}}))},
		{"assumable_role: a time to wait", "", each(invalid(attrs{"wait_timeout": "1"}), invalid(attrs{"wait_timeout": "2h"}))},
		{"chain: more than an hour behind a hop", "", validated("crossaccount_assumable_role", chainRefusals["more than an hour behind a hop"].config)},
		{"chain: what an earlier hop has settled", "", validated("crossaccount_assumable_role", chainRefusals["what an earlier hop has settled"].config)},
		{"chain: another partition", "", validated("crossaccount_assumable_role", chainRefusals["another partition"].config)},
	}
}

// enforcementCases are how looking at the enforcement of an external ID ends.
func enforcementCases() []diagnosticCase {
	probed := func(refuse func(id string, calls int) bool, status int, code string) func(*testing.T) []string {
		calls := 0
		return verified(answeringAs(testCallerARN, func(w http.ResponseWriter, form url.Values) bool {
			if form.Get("Action") != callAssumeRole {
				return false
			}
			calls++
			return refuse(form.Get("ExternalId"), calls) && refusing(callAssumeRole, status, code, testUsualDenial)(w, form)
		}), attrs{"external_id": plantedExternalID, "external_id_enforcement": "require"})
	}
	another := func(id string, _ int) bool { return id != plantedExternalID }
	return []diagnosticCase{
		{"an external ID that is not enforced", "", each(
			probed(func(string, int) bool { return false }, 0, ""),
			probed(func(id string, _ int) bool { return id == "" }, http.StatusForbidden, "AccessDenied"),
		)},
		{"whether the external ID is enforced is not found out", "", each(
			probed(another, http.StatusBadRequest, "Throttling"),
			probed(func(id string, _ int) bool { return id != "" && id != plantedExternalID }, http.StatusBadRequest, "Throttling"),
			probed(func(id string, calls int) bool { return another(id, calls) || calls > 3 }, http.StatusForbidden, "AccessDenied"),
		)},
	}
}

// answerCases are answers of STS, and of what stands in its place.
func answerCases() []diagnosticCase {
	refused := func(status int, code, message string) func(*testing.T) []string {
		return verified(answeringAs(testCallerARN, refusing(callAssumeRole, status, code, message)), nil)
	}
	answered := func(action string, status int, body string) func(*testing.T) []string {
		return verified(answeringAs(testCallerARN, func(w http.ResponseWriter, form url.Values) bool {
			if form.Get("Action") != action {
				return false
			}
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
			return true
		}), nil)
	}
	caller := func(arn string) func(*testing.T) []string { return verified(answeringAs(arn, nil), nil) }
	landed := func(arn string) func(*testing.T) []string {
		return verified(answeringAs(testCallerARN, func(w http.ResponseWriter, form url.Values) bool {
			if form.Get("Action") == callAssumeRole {
				writeAssumed(w, callAssumeRole, arn)
			}
			return form.Get("Action") == callAssumeRole
		}), nil)
	}
	inRegion := func(region string, refuse func(http.ResponseWriter, url.Values) bool) func(*testing.T) []string {
		return verifiedBy(func(sts *fakeSTS) attrs {
			sts.refuse = refuse
			return attrs{"region": region, "access_key": plantedKeyID, "secret_key": plantedSecret}
		})
	}
	const bad, forbidden = http.StatusBadRequest, http.StatusForbidden
	withoutCredentials := `<AssumeRoleResponse ` + xmlNamespace + `><AssumeRoleResult>%s</AssumeRoleResult></AssumeRoleResponse>`
	return []diagnosticCase{
		{"a session that is too long, as STS says", "", verified(answeringAs(testCallerARN, refusing(callAssumeRole, bad, "ValidationError",
			"The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.")), attrs{"duration_seconds": 7200})},
		{"a tag that is passed on, a session policy that is malformed", "", each(
			refused(bad, "InvalidParameterValue", "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session."),
			refused(bad, "MalformedPolicyDocument", "Syntax errors in policy."),
		)},
		{"a code that is not known", "", refused(bad, "NotImplemented", "This is not implemented")},
		{"a signature that does not match, a clock that is wrong", "", each(
			refused(forbidden, "SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided."),
			refused(forbidden, "SignatureDoesNotMatch", "Signature expired: 20261125T000000Z is now earlier than 20261125T001500Z"),
		)},
		{"an opt-in Region", "", inRegion("af-south-1", refusing(callGetCallerID, forbidden, "InvalidClientTokenId", "The security token included in the request is invalid"))},
		{"a region where STS is off for the caller", "", inRegion("us-west-2", refusing(callGetCallerID, forbidden, "RegionDisabledException", "STS is not activated in this region"))},
		{"settings that the AWS SDK can't use", "", verifiedBy(func(*fakeSTS) attrs {
			return attrs{"region": "us-east-1", "access_key": plantedKeyID, "secret_key": plantedSecret, "use_fips_endpoint": true}
		})},
		{"answers without an error code", "", each(
			answered(callAssumeRole, http.StatusTooManyRequests, ""), answered(callAssumeRole, http.StatusMovedPermanently, ""),
			answered(callAssumeRole, http.StatusNotFound, "no such page"), answered(callAssumeRole, http.StatusServiceUnavailable, ""),
		)},
		{"answers without credentials", "", each(
			answered(callAssumeRole, http.StatusOK, strings.Replace(withoutCredentials, "%s", "", 1)),
			answered(callAssumeRole, http.StatusOK, strings.Replace(withoutCredentials, "%s", "<Credentials><AccessKeyId>"+plantedProbeKeyID+"</AccessKeyId></Credentials>", 1)),
		)},
		{"credentials that do not end", "", func(t *testing.T) []string {
			sts := newFakeSTS(t)
			sts.refuse = func(w http.ResponseWriter, form url.Values) bool {
				if form.Get("Action") != callAssumeRole {
					return false
				}
				var answer strings.Builder
				writeAssumed(&answer, callAssumeRole, testSession)
				_, _ = io.WriteString(w, strings.Replace(answer.String(), "<Expiration>2100-01-01T00:00:00Z</Expiration>", "", 1))
				return true
			}
			_, found := sts.server(t).openCredentials(attrs{"role_arn": testRoleARN, "session_name": "crossaccount-check"})
			return found
		}},
		{"a session that is not accepted", "", verified(answeringAs(testCallerARN, func(w http.ResponseWriter, form url.Values) bool {
			return strings.Contains(form.Get(signature), plantedProbeKeyID) && refusing(callGetCallerID, forbidden, "ExpiredToken", "x")(w, form)
		}), nil)},
		{"a session of another role, or in another account", "", each(landed("arn:aws:sts::222222222222:assumed-role/other/crossaccount-check"), landed("arn:aws:sts::333333333333:assumed-role/deploy/crossaccount-check"))},
		{"callers that can't be", "", each(
			answered(callGetCallerID, http.StatusOK, `<GetCallerIdentityResponse `+xmlNamespace+`><GetCallerIdentityResult></GetCallerIdentityResult></GetCallerIdentityResponse>`),
			caller("arn:aws:iam::1:user/ci"), caller("arn:aws:iam::111111111111:user/"+plantedKeyID), caller("arn:aws:iam::111111111111:saml-provider/corp"),
		)},
		{"connections that fail", "", each(
			verified(func(f *fakeSTS) { f.URL = strings.Replace(f.URL, "http:", "https:", 1) }, nil),
			overTLS("127.0.0.1"), overTLS("localhost"),
			cutOff(func(*net.TCPConn) {}), cutOff(func(c *net.TCPConn) { _ = c.SetLinger(0) }),
		)},
	}
}

// settingsCases are the ways in which there are no credentials of the caller.
func settingsCases() []diagnosticCase {
	profile := func(name string, refuse func(http.ResponseWriter, url.Values) bool) func(*testing.T) []string {
		return inEnvironment(map[string]string{"AWS_CONFIG_FILE": "testdata/aws-config"}, verifiedBy(func(sts *fakeSTS) attrs {
			sts.refuse = refuse
			return attrs{"region": "us-east-1", "profile": name}
		}))
	}
	files := func(name string) func(*testing.T) []string {
		return verifiedBy(func(*fakeSTS) attrs { return attrs{"region": "us-east-1", "shared_config_files": []any{name}} })
	}
	assuming := func(status int, code string) func(*testing.T) []string {
		return profile("assuming", refusing(callAssumeRole, status, code, "x"))
	}
	const bad, forbidden = http.StatusBadRequest, http.StatusForbidden
	webIdentity := map[string]string{"AWS_WEB_IDENTITY_TOKEN_FILE": "testdata/aws-config", "AWS_ROLE_ARN": "arn:aws:iam::111111111111:role/agent"}
	return []diagnosticCase{
		{"shared files that can't be read", "", each(files("testdata/no-such-file"), files("testdata"),
			inEnvironment(map[string]string{"AWS_USE_DUALSTACK_ENDPOINT": "maybe"}, verifiedBy(func(*fakeSTS) attrs { return attrs{"region": "us-east-1"} })))},
		{"profiles that are not there", "", each(profile("nobody", nil), profile("of-nobody", nil))},
		{"a profile that asks for MFA", "", profile("mfa", nil)},
		{"a profile whose process fails", "", profile("process", nil)},
		{"sessions that have ended", "", each(profile("sso", nil), profile("login", nil))},
		{"a profile whose role can't be assumed", "", each(assuming(forbidden, "AccessDenied"), assuming(forbidden, "ExpiredToken"),
			assuming(forbidden, "InvalidClientTokenId"), assuming(bad, "Throttling"))},
		{"a web identity that is refused", "", inEnvironment(webIdentity, verifiedBy(func(sts *fakeSTS) attrs {
			sts.refuse = refusing("AssumeRoleWithWebIdentity", forbidden, "AccessDenied", "x")
			return attrs{"region": "us-east-1"}
		}))},
		{"a web identity without a token", "", inEnvironment(map[string]string{"AWS_WEB_IDENTITY_TOKEN_FILE": "testdata/no-such-file", "AWS_ROLE_ARN": webIdentity["AWS_ROLE_ARN"]},
			verifiedBy(func(*fakeSTS) attrs { return attrs{"region": "us-east-1"} }))},
		{"a container without credentials", "", func(t *testing.T) []string {
			container := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(http.StatusForbidden)
				_, _ = io.WriteString(w, `{"code":"AccessDenied","message":"x"}`)
			}))
			defer container.Close()
			return inEnvironment(map[string]string{"AWS_CONTAINER_CREDENTIALS_FULL_URI": container.URL}, verifiedBy(func(*fakeSTS) attrs { return attrs{"region": "us-east-1"} }))(t)
		}},
		{"credentials with a newline", "", inEnvironment(map[string]string{"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE\n", "AWS_SECRET_ACCESS_KEY": "x"},
			verifiedBy(func(*fakeSTS) attrs { return attrs{"region": "us-east-1"} }))},
	}
}

// answeringAs prepares an STS that knows the caller, and refuses.
func answeringAs(caller string, refuse func(http.ResponseWriter, url.Values) bool) func(*fakeSTS) {
	return func(f *fakeSTS) { f.callerARN, f.refuse = caller, refuse }
}

// verifiedBy reads crossaccount_assumable_role with a provider block of one's own,
// and tries each call once.
func verifiedBy(provider func(*fakeSTS) attrs) func(*testing.T) []string {
	return func(t *testing.T) (found []string) {
		sts := newFakeSTS(t)
		block := provider(sts)
		block["max_attempts"], block["sts_endpoint"] = 1, sts.URL
		return inEnvironment(map[string]string{"AWS_ENDPOINT_URL_STS": sts.URL, "HOME": t.TempDir()}, func(t *testing.T) []string {
			_, found := newServer(t, block).read("crossaccount_assumable_role", attrs{"role_arn": testRoleARN})
			return withoutAddress(sts, found)
		})(t)
	}
}

// overTLS calls an STS by a name, which shows a certificate that nobody trusts.
func overTLS(host string) func(*testing.T) []string {
	return verified(func(f *fakeSTS) {
		f.Close()
		f.Server = httptest.NewUnstartedServer(f)
		f.Config.ErrorLog = log.New(io.Discard, "", 0) // the handshakes that fail
		f.StartTLS()
		f.URL = strings.Replace(f.URL, "127.0.0.1", host, 1)
	}, nil)
}

// cutOff calls an STS that ends each connection.
func cutOff(end func(*net.TCPConn)) func(*testing.T) []string {
	return verified(func(f *fakeSTS) {
		f.refuse = func(w http.ResponseWriter, _ url.Values) bool {
			if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
				end(conn.(*net.TCPConn))
				_ = conn.Close()
			}
			return true
		}
	}, nil)
}
