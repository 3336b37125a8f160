// Copyright (c) The terraform-provider-crossaccount Authors
// SPDX-License-Identifier: MPL-2.0

package trust

import "strings"

// operator is a condition operator with its qualifiers, such as
// ForAnyValue:StringNotLikeIfExists.
// Source: IAM User Guide, "IAM JSON policy elements: Condition operators".
type operator struct {
	set      setQualifier
	base     string // one of baseOperators
	ifExists bool
}

// setQualifier says how many values of a key an operator has to hold for.
type setQualifier string

const (
	noSet       setQualifier = ""
	forAllValue setQualifier = "ForAllValues:"
	forAnyValue setQualifier = "ForAnyValue:"
)

// valueType is what an operator compares.
type valueType int

const (
	stringType valueType = iota + 1
	arnType
	numericType
	dateType
	boolType
	binaryType
	ipType
	presenceType // Null
)

// baseOperators are all operators that IAM has, by name, without qualifiers.
var baseOperators = map[string]struct {
	of      valueType
	negated bool
}{
	"StringEquals":              {stringType, false},
	"StringNotEquals":           {stringType, true},
	"StringEqualsIgnoreCase":    {stringType, false},
	"StringNotEqualsIgnoreCase": {stringType, true},
	"StringLike":                {stringType, false},
	"StringNotLike":             {stringType, true},
	"ArnEquals":                 {arnType, false},
	"ArnNotEquals":              {arnType, true},
	"ArnLike":                   {arnType, false},
	"ArnNotLike":                {arnType, true},
	"NumericEquals":             {numericType, false},
	"NumericNotEquals":          {numericType, true},
	"NumericLessThan":           {numericType, false},
	"NumericLessThanEquals":     {numericType, false},
	"NumericGreaterThan":        {numericType, false},
	"NumericGreaterThanEquals":  {numericType, false},
	"DateEquals":                {dateType, false},
	"DateNotEquals":             {dateType, true},
	"DateLessThan":              {dateType, false},
	"DateLessThanEquals":        {dateType, false},
	"DateGreaterThan":           {dateType, false},
	"DateGreaterThanEquals":     {dateType, false},
	"Bool":                      {boolType, false},
	"BinaryEquals":              {binaryType, false},
	"IpAddress":                 {ipType, false},
	"NotIpAddress":              {ipType, true},
	"Null":                      {presenceType, false},
}

// parseOperator reads an operator's name, which is case-sensitive. Null takes
// a set qualifier, but not IfExists.
func parseOperator(s string) (operator, bool) {
	var o operator
	for _, set := range []setQualifier{forAllValue, forAnyValue} {
		if rest, ok := strings.CutPrefix(s, string(set)); ok {
			o.set, s = set, rest
			break // an operator has one at most
		}
	}
	o.base, o.ifExists = strings.CutSuffix(s, "IfExists")
	b, ok := baseOperators[o.base]
	if !ok || b.of == presenceType && o.ifExists {
		return operator{}, false
	}
	return o, true
}

// String returns the operator as it is written in a policy.
func (o operator) String() string {
	s := string(o.set) + o.base
	if o.ifExists {
		s += "IfExists"
	}
	return s
}
